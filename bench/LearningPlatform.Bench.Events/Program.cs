using LearningPlatform.Bench;
using LearningPlatform.Bench.Events;

// Arguments: events for the relay (50000), events a second (500; 0 leaves it out) and seconds (20) for the handlers.
var events = args.Length > 0 ? int.Parse(args[0]) : 50_000;
var rate = args.Length > 1 ? int.Parse(args[1]) : 500;
var seconds = args.Length > 2 ? int.Parse(args[2]) : 20;

await using var stores = await BenchStores.StartAsync(CancellationToken.None);
await using var workload = await EventWorkload.CreateAsync(stores.Learning, stores.Redis);
Console.WriteLine($"idle      {await workload.MeasureIdleAsync():N0} MB resident");
var relayed = await workload.MeasureRelayAsync(events);
Console.WriteLine($"relay     {relayed:N0} events/s over {events:N0} events");
if (rate == 0)
{
    return;
}

var lag = await workload.MeasureLagAsync(rate, seconds);
Console.WriteLine($"handlers  {rate} events/s for {seconds} s: lag p50 {lag.P50:N0} ms, p95 {lag.P95:N0} ms, p99 {lag.P99:N0} ms; {lag.ProcessorTime:N2} ms of processor time an event");
