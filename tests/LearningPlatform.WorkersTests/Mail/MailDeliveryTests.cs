using System.Net;
using System.Text.Json;
using LearningPlatform.Core.Mail;
using LearningPlatform.Workers.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LearningPlatform.WorkersTests.Mail;

[Collection(StoresCollection.Name)]
public sealed class MailDeliveryTests(StoresFixture stores) : IAsyncLifetime
{
    private static readonly ComposedMail Letter = new(
        "ada@example.com", "Grüße an Ada", "Text with a link: https://example.com/?token=1\n.a line with a dot", "<p>HTML</p>");

    private NpgsqlDataSource _database = null!;

    public async Task InitializeAsync() => _database = NpgsqlDataSource.Create(await stores.CreateDatabaseAsync());

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Smtp_takes_a_mail_over_starttls_as_text_and_html()
    {
        using var server = new SmtpServer();
        using var trust = Trust(server);
        await QueueAsync(Letter);

        (await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None)).ShouldBeTrue();

        server.WasEncrypted.ShouldBeTrue();
        var message = server.Messages.ShouldHaveSingleItem();
        message.ShouldContain("To: ada@example.com");
        message.ShouldContain("text/plain");
        message.ShouldContain("text/html");
        message.ShouldContain("Auto-Submitted: auto-generated");
        (await StateAsync()).ShouldBe("sent");
        (await ScalarAsync<string>("select text_body || html_body from outgoing_mails")).ShouldBe("", "the link is a secret");
    }

    [Fact]
    public async Task A_server_without_starttls_or_with_a_certificate_of_its_own_gets_nothing()
    {
        using var plain = new SmtpServer(offersTls: false);
        using var unknown = new SmtpServer();
        foreach (var server in (SmtpServer[])[plain, unknown])
        {
            await QueueAsync(Letter);
            await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None);

            server.Messages.ShouldBeEmpty();
            (await StateAsync()).ShouldBe("pending");
        }
    }

    [Fact]
    public async Task A_mail_that_is_not_taken_now_is_tried_again_later()
    {
        using var server = new SmtpServer { RecipientAnswer = "451 greylisted" };
        using var trust = Trust(server);
        await QueueAsync(Letter);

        await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None);
        (await StateAsync()).ShouldBe("pending");
        (await ScalarAsync<bool>("select next_attempt_at > now() from outgoing_mails")).ShouldBeTrue();
        (await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None)).ShouldBeFalse("it is not due yet");

        server.RecipientAnswer = "250 OK";
        await ScalarAsync<long>("with u as (update outgoing_mails set next_attempt_at = now() returning 1) select count(*) from u");
        await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None);
        (await StateAsync()).ShouldBe("sent");
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_remembered_and_not_tried_again()
    {
        using var server = new SmtpServer { RecipientAnswer = "550 no such user" };
        using var trust = Trust(server);
        await QueueAsync(Letter);

        await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None);
        (await StateAsync()).ShouldBe("failed");
        (await ScalarAsync<string>("select address from undeliverable_addresses")).ShouldBe("ada@example.com");

        server.RecipientAnswer = "250 OK";
        await QueueAsync(Letter);
        await Delivery(Smtp(server)).SendNextAsync(CancellationToken.None);
        server.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_replicas_send_each_mail_once()
    {
        using var server = new SmtpServer();
        using var trust = Trust(server);
        for (var n = 0; n < 40; n++)
        {
            await QueueAsync(Letter with { To = $"p{n}@example.com" });
        }

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            var delivery = Delivery(Smtp(server));
            while (await delivery.SendNextAsync(CancellationToken.None))
            {
            }
        }));

        server.Messages.Count.ShouldBe(40);
        (await ScalarAsync<long>("select count(*) from outgoing_mails where state = 'sent'")).ShouldBe(40);
    }

    [Fact]
    public async Task Nobody_gets_more_than_five_mails_an_hour()
    {
        for (var n = 0; n < 8; n++)
        {
            await QueueAsync(Letter);
        }

        (await ScalarAsync<long>("select count(*) from outgoing_mails where state = 'pending'")).ShouldBe(MailQueue.HourlyLimit);
    }

    [Fact]
    public async Task SendGrid_gets_the_mail_with_the_key_and_its_refusals_are_understood()
    {
        var (status, requests) = (HttpStatusCode.Accepted, new List<(string Key, JsonElement Body)>());
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapPost("/v3/mail/send", async (HttpRequest request) =>
        {
            requests.Add((request.Headers.Authorization.ToString(), await request.ReadFromJsonAsync<JsonElement>()));
            return Results.StatusCode((int)status);
        });
        await app.StartAsync();
        using var http = new HttpClient();
        var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var sender = new SendGridMailSender(http, Options.Create(new MailSendingSettings
        {
            From = "Platform <from@example.com>",
            SendGrid = new() { BaseUrl = url, ApiKey = "a-key" },
        }));

        (await sender.SendAsync(Letter, CancellationToken.None)).Kind.ShouldBe(MailVerdictKind.Sent);
        var (key, body) = requests.ShouldHaveSingleItem();
        key.ShouldBe("Bearer a-key");
        body.GetProperty("personalizations")[0].GetProperty("to")[0].GetProperty("email").GetString().ShouldBe("ada@example.com");
        body.GetProperty("from").GetProperty("name").GetString().ShouldBe("Platform");
        body.GetProperty("content").EnumerateArray().Select(part => part.GetProperty("type").GetString()).ShouldBe(["text/plain", "text/html"]);

        status = HttpStatusCode.TooManyRequests;
        (await sender.SendAsync(Letter, CancellationToken.None)).Kind.ShouldBe(MailVerdictKind.Later);
        status = HttpStatusCode.BadRequest;
        (await sender.SendAsync(Letter, CancellationToken.None)).Kind.ShouldBe(MailVerdictKind.Refused);
    }

    private MailDelivery Delivery(IMailSender sender) => new(_database, sender, TimeProvider.System, NullLogger<MailDelivery>.Instance);

    private static SmtpMailSender Smtp(SmtpServer server) => new(Options.Create(new MailSendingSettings
    {
        From = "LearningPlatform <noreply@example.com>",
        Smtp = new() { Host = "localhost", Port = server.Port },
    }));

    private async Task QueueAsync(ComposedMail mail)
    {
        await using var batch = _database.CreateBatch().WithMail(mail, TimeProvider.System.GetUtcNow());
        await batch.ExecuteNonQueryAsync();
    }

    private Task<string> StateAsync() => ScalarAsync<string>("select state from outgoing_mails order by id desc limit 1");

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Makes this process trust the server's certificate, and no other unknown one, for as long as the test runs.</summary>
    private static Trusted Trust(SmtpServer server) => new(server);

#pragma warning disable SYSLIB0014, MA0039 // The only way to make SmtpClient trust a test's certificate, and only that one.
    private sealed class Trusted : IDisposable
    {
        public Trusted(SmtpServer server) => ServicePointManager.ServerCertificateValidationCallback =
            (_, certificate, _, _) => certificate?.GetCertHashString() == server.Certificate.GetCertHashString();

        public void Dispose() => ServicePointManager.ServerCertificateValidationCallback = null;
    }
#pragma warning restore SYSLIB0014, MA0039
}
