using System.Text.RegularExpressions;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Api.Identity;

/// <summary>
/// The mailbox of development runs: what would have been sent to an address; a page for browsers. Production does not have the route.
/// </summary>
internal static partial class MailboxEndpoint
{
    private const int Limit = 50;

    public static void MapDevelopmentMailbox(this WebApplication app)
    {
        if (!app.Environment.IsProduction() && app.Configuration.GetValue("Mail:Mailbox", app.Environment.IsDevelopment()))
        {
            app.MapGet("/dev/mailbox", ListAsync).WithTags("Development").WithSummary("Mails to an address, newest first")
                .Produces<List<Message>>();
        }
    }

    private static async Task<IResult> ListAsync(HttpContext context, NpgsqlDataSource database, string? to, CancellationToken cancellationToken)
    {
        var messages = await ReadAsync(database, to, cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Vary = "Accept";
        return context.Request.WantsPage()
            ? MailboxPage.Of(context.Response, messages, to)
            : TypedResults.Ok(messages);
    }

    private static async Task<List<Message>> ReadAsync(NpgsqlDataSource database, string? to, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select recipient, subject, text_body, html_body, created_at from outgoing_mails
            where ($1 = '' or recipient = $1) and state <> 'discarded' order by created_at desc, id desc limit $2
            """);
        command.Parameters.Add(new() { Value = Email.Normalize(to ?? "") });
        command.Parameters.Add(new() { Value = Limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<Message>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var text = reader.GetString(2);
            messages.Add(new(
                reader.GetString(0), reader.GetString(1), text, reader.GetString(3), [.. Links().Matches(text).Select(link => link.Value)],
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return messages;
    }

    [GeneratedRegex(@"https?://\S+", RegexOptions.CultureInvariant, 1000)]
    internal static partial Regex Links();

    /// <summary>A mail as its reader would see it.</summary>
    /// <param name="To">The address.</param>
    /// <param name="Subject">Its subject.</param>
    /// <param name="Text">Its plain text.</param>
    /// <param name="Html">Its HTML.</param>
    /// <param name="Links">The addresses in the text, in order.</param>
    /// <param name="At">When it was written.</param>
    internal sealed record Message(string To, string Subject, string Text, string Html, IReadOnlyList<string> Links, DateTimeOffset At);
}
