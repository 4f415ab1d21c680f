using System.Globalization;
using System.Net;
using System.Text;
using LearningPlatform.ServiceDefaults.Edge;

namespace LearningPlatform.Api.Identity;

/// <summary>The mailbox for browsers: each mail's text, with its links to click.</summary>
internal static class MailboxPage
{
    public static IResult Of(HttpResponse response, IReadOnlyList<MailboxEndpoint.Message> messages, string? to)
    {
        SecurityHeaders.AllowPage(response);
        var mails = messages.Count == 0 ? "<p>No mail.</p>" : string.Concat(messages.Select(Article));
        return Results.Content(
            $"""
             <!doctype html>
             <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mailbox</title>
             <style>body{Style}article{Card}pre{Text}</style></head>
             <body><h1>Mailbox</h1>
             <form><label>To <input name="to" type="email" value="{Encode(to ?? "")}"></label> <button>Show</button></form>
             {mails}
             </body></html>
             """,
            "text/html; charset=utf-8");
    }

    private const string Style = "{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}";
    private const string Card = "{border:1px solid #ccc;border-radius:6px;margin:1rem 0;padding:.5rem 1rem}";
    private const string Text = "{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}";

    private static string Article(MailboxEndpoint.Message message) =>
        $"""
         <article><h2>{Encode(message.Subject)}</h2>
         <p>To {Encode(message.To)}, {message.At.ToString("u", CultureInfo.InvariantCulture)}</p>
         <pre>{WithLinks(message.Text)}</pre></article>
         """;

    private static string WithLinks(string text)
    {
        var html = new StringBuilder();
        var done = 0;
        foreach (var link in MailboxEndpoint.Links().EnumerateMatches(text))
        {
            var address = Encode(text.Substring(link.Index, link.Length));
            html.Append(Encode(text[done..link.Index])).Append(CultureInfo.InvariantCulture, $"<a href=\"{address}\" rel=\"noreferrer\">{address}</a>");
            done = link.Index + link.Length;
        }

        return html.Append(Encode(text[done..])).ToString();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
