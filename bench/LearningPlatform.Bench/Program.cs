using System.Security.Cryptography;
using LearningPlatform.Bench;
using LearningPlatform.Core.Identity;

Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};
var results = Directory.CreateDirectory(options.Results).FullName;
var settings = new IdentitySettings { KeyEncryptionKey = RandomNumberGenerator.GetHexString(64) };

await using var stores = await BenchStores.StartAsync(stop.Token);
var data = new BenchData();
Console.WriteLine("Loading the rows …");
var signing = await Signing.PrepareAsync(stores.Learning, settings, data.Users, stop.Token);
await data.LoadAsync(stores.Learning, stop.Token);
await data.EnrollEverybodyAsync(stores.Learning, stop.Token);
await data.EnrollEverybodyAsync(stores.Bare, stop.Token);

var services = new Services(stores, settings, signing.PublicKey, results);
var report = new Report(options);
report.AddHead();
var idle = options.Only.Length == 0 ? await services.MeasureIdleAsync(stop.Token) : [];
await using (var bare = await services.StartBareAsync(stop.Token))
await using (var api = await services.StartAsync("Api", stop.Token))
await using (var pipeline = await services.StartAsync("Bench.Pipeline", stop.Token))
{
    // First: after tens of thousands of enrolments its readings took two to three times as long.
    var classroom = options.Wants("classroom") ? await MeasureClassAsync(api) : null;
    var load = new Load(options, signing.Tokens, results);
    var contest = new Contest(options, load, stores, bare, api, pipeline);
    foreach (var work in new Works(data).All.Where(work => options.Wants(work.Name)))
    {
        Console.WriteLine(report.Add(await contest.RunAsync(work, stop.Token)));
    }

    if (classroom is not null)
    {
        report.AddClass(classroom);
    }

    if (options.Wants("login"))
    {
        report.AddLogins(await new Logins(stores, data, settings).MeasureAsync(api, stop.Token));
    }
}

if (idle.Count > 0)
{
    report.AddIdle(idle);
}

await File.WriteAllTextAsync(Path.Combine(results, "latest.md"), report.Text);
Console.WriteLine();
Console.WriteLine(report.Text);
return 0;

async Task<IReadOnlyList<ClassCost>> MeasureClassAsync(Server api)
{
    await using var workers = await services.StartAsync("Workers", stop.Token, api.Address.OriginalString);
    return await new Classroom(stores, data, signing, options).MeasureAsync(api, stop.Token);
}
