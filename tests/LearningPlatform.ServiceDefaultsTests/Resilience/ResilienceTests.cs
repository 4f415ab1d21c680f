using System.Net;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.Resilience;
using LearningPlatform.ServiceDefaultsTests.Support;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace LearningPlatform.ServiceDefaultsTests.Resilience;

public sealed class ResilienceTests : IAsyncLifetime
{
    private readonly Queue<Func<HttpContext, Task>> _answers = new();
    private WebApplication _server = null!;
    private int _requests;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Run(async context =>
        {
            Interlocked.Increment(ref _requests);
            if (_answers.TryDequeue(out var answer))
            {
                await answer(context);
            }
            else
            {
                await context.Request.Body.CopyToAsync(context.Response.Body);
            }
        });
        await _server.StartAsync();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task What_may_be_sent_twice_is_tried_again_with_its_body(int status)
    {
        Answer(status, times: 2);
        var response = await Client().PutAsync("/", new StreamContent(new MemoryStream("the body"u8.ToArray())));
        (await response.Content.ReadAsStringAsync()).ShouldBe("the body");
        _requests.ShouldBe(3);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task A_clear_answer_is_taken(int status)
    {
        Answer(status, times: 1);
        ((int)(await Client().GetAsync("/")).StatusCode).ShouldBe(status);
        _requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_post_is_sent_once_unless_it_carries_a_key()
    {
        Answer(503, times: 1);
        (await Client().PostAsync("/", new StringContent("x"))).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        _requests.ShouldBe(1);

        Answer(503, times: 1);
        using var keyed = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent("x") };
        keyed.Headers.Add("Idempotency-Key", "1");
        (await Client().SendAsync(keyed)).StatusCode.ShouldBe(HttpStatusCode.OK);
        _requests.ShouldBe(3);
    }

    [Fact]
    public async Task Retry_after_is_honoured()
    {
        _answers.Enqueue(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });
        var began = TimeProvider.System.GetTimestamp();
        (await Client().GetAsync("/")).EnsureSuccessStatusCode();
        // Never earlier than asked; later is the machine's affair.
        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_given_up_and_repeated()
    {
        _answers.Enqueue(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        (await Client(options => options.AttemptTime = TimeSpan.FromMilliseconds(300)).GetAsync("/")).EnsureSuccessStatusCode();
        _requests.ShouldBe(2);
    }

    [Fact]
    public async Task Everything_together_has_an_end()
    {
        for (var i = 0; i < 10; i++)
        {
            _answers.Enqueue(context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        }

        var client = Client(options => options.TotalTime = TimeSpan.FromMilliseconds(500));
        await Should.ThrowAsync<TimeoutRejectedException>(() => client.GetAsync("/"));
    }

    [Fact]
    public async Task A_circuit_opens_spares_the_other_side_and_closes_again()
    {
        Answer(500, times: 4);
        var client = Client(options =>
        {
            options.Retries = 0;
            options.BreakerRequests = 4;
            options.BreakTime = TimeSpan.FromMilliseconds(600);
        });
        for (var i = 0; i < 4; i++)
        {
            (await client.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        await Should.ThrowAsync<BrokenCircuitException>(() => client.GetAsync("/"));
        _requests.ShouldBe(4);
        await Eventually.HoldsAsync(async () =>
        {
            try
            {
                return (await client.GetAsync("/")).IsSuccessStatusCode;
            }
            catch (BrokenCircuitException)
            {
                return false;
            }
        });
    }

    private void Answer(int status, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _answers.Enqueue(context =>
            {
                context.Response.StatusCode = status;
                return Task.CompletedTask;
            });
        }
    }

    private HttpClient Client(Action<HttpResilience>? configure = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddResilientHttpClient("test", client => client.BaseAddress = new Uri(_server.Urls.First()), options =>
        {
            options.FirstWait = TimeSpan.FromMilliseconds(1);
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>().CreateClient("test");
    }
}
