using System.Text.Json;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>What every transport promises. A class a transport derives from it.</summary>
public abstract class TransportContract
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    /// <summary>A topic that no other test uses.</summary>
    protected string Topic { get; } = $"test.{Guid.NewGuid():N}";

    private protected abstract IEventTransport Transport { get; }

    /// <summary>How long a dead consumer keeps what it had.</summary>
    protected static TimeSpan ClaimAfter { get; } = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Every_group_gets_every_message_in_order_even_a_group_that_comes_later()
    {
        var messages = Messages(300);
        (await Transport.PublishAsync(Topic, messages, default)).Count.ShouldBe(300);

        foreach (var group in (string[])["early", "late"])
        {
            await using var reader = Transport.Open(Topic, group);
            var got = await ReadAsync(reader, 300);
            got.Select(delivery => delivery.Message!.Position).ShouldBe(Enumerable.Range(1, 300).Select(number => (long)number));
        }
    }

    [Fact]
    public async Task A_message_arrives_as_it_was_sent()
    {
        var sent = Messages(1)[0] with { Handler = "one-handler", Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        await Transport.PublishAsync(Topic, [sent], default);
        await using var reader = Transport.Open(Topic, "group");
        var got = (await ReadAsync(reader, 1))[0].Message!;
        JsonSerializer.Serialize(got.Event, EventJson.Default.PlatformEvent).ShouldBe(JsonSerializer.Serialize(sent.Event, EventJson.Default.PlatformEvent));
        (got.Position, got.Handler, got.Traceparent).ShouldBe((sent.Position, sent.Handler, sent.Traceparent));
    }

    [Fact]
    public async Task What_is_acknowledged_does_not_come_again_and_what_is_not_does()
    {
        await Transport.PublishAsync(Topic, Messages(10), default);
        await using (var dies = Transport.Open(Topic, "group"))
        {
            var got = await ReadAsync(dies, 10);
            await dies.AcknowledgeAsync(got.Take(6).ToList(), default);
        }

        await using var heir = Transport.Open(Topic, "group");
        var inherited = await ReadAsync(heir, 4);
        inherited.Select(delivery => delivery.Message!.Position).ShouldBe([7L, 8, 9, 10]);
        await heir.AcknowledgeAsync(inherited, default);
        (await heir.ReceiveAsync(10, ClaimAfter * 2, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_waiting_reader_is_woken()
    {
        await using var reader = Transport.Open(Topic, "group");
        (await reader.ReceiveAsync(10, TimeSpan.Zero, default)).ShouldBeEmpty();
        var receiving = reader.ReceiveAsync(10, Wait, default);
        await Transport.PublishAsync(Topic, Messages(1), default);
        (await receiving).Count.ShouldBe(1);
    }

    private protected static List<TransportMessage> Messages(int count)
    {
        var (user, metadata) = (Guid.NewGuid(), JsonDocument.Parse("""{"enrollment_id":"0190b9a6-0000-7000-8000-000000000000"}""").RootElement);
        return [.. Enumerable.Range(1, count).Select(position => new TransportMessage(
            new(Guid.CreateVersion7(), "COURSE_ENROLLED", 1, DateTimeOffset.UtcNow, user, null, metadata), position, null, null))];
    }

    private protected static async Task<List<Delivery>> ReadAsync(IEventReader reader, int count)
    {
        var got = new List<Delivery>();
        using var patience = new CancellationTokenSource(Wait);
        while (got.Count < count)
        {
            got.AddRange(await reader.ReceiveAsync(100, TimeSpan.FromSeconds(1), patience.Token));
        }

        return got;
    }
}
