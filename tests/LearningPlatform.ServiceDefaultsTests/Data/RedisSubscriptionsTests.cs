using System.Collections.Concurrent;
using LearningPlatform.Core.Data;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaultsTests.Support;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaultsTests.Data;

public sealed class RedisSubscriptionsTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private const int Count = 2_000;
    private static readonly RedisChannel Channel = new("told", RedisChannel.PatternMode.Literal);

    [Fact]
    public async Task Messages_are_handled_one_after_the_other_in_the_order_they_were_published()
    {
        using var connection = redis.Connect();
        var heard = new List<int>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await connection.ListenAsync(Channel, message =>
        {
            // Not safe for two at once, on purpose.
            heard.Add((int)message);
            if (heard.Count == Count)
            {
                all.SetResult();
            }
        });
        var sender = connection.GetSubscriber();
        for (var number = 0; number < Count; number++)
        {
            await sender.PublishAsync(Channel, number, CommandFlags.FireAndForget);
        }

        await all.Task.WaitAsync(TimeSpan.FromSeconds(60));
        heard.ShouldBe(Enumerable.Range(0, Count));
    }

    [Fact]
    public async Task Tries_that_failed_leave_no_second_listener()
    {
        var own = new RedisServer();
        await own.InitializeAsync();
        await using var app = await TestApp.StartAsync(_ => { }, builder => builder.AddRedis(), own.Settings);
        var connection = app.Services.GetRequiredService<IConnectionMultiplexer>();
        var heard = new ConcurrentQueue<string?>();
        own.Kill();
        for (var tries = 0; tries < 3; tries++)
        {
            await Should.ThrowAsync<RedisException>(() => connection.ListenAsync(Channel, message => heard.Enqueue(message)));
        }

        await own.StartAsync();
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                await connection.ListenAsync(Channel, message => heard.Enqueue(message));
                return true;
            }
            catch (RedisException)
            {
                return false;
            }
        });
        using var sender = own.Connect();
        await sender.GetSubscriber().PublishAsync(Channel, "once");
        await sender.GetSubscriber().PublishAsync(Channel, "end");
        await Eventually.HoldsAsync(() => Task.FromResult(heard.Contains("end")));
        heard.ShouldBe(["once", "end"]);
        await own.DisposeAsync();
    }
}
