using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Mail;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Workers.Mail;

/// <summary>SendGrid's HTTP API, version 3: <c>POST /v3/mail/send</c>, answered with 202 when it has taken the mail.</summary>
internal sealed class SendGridMailSender(HttpClient http, IOptions<MailSendingSettings> settings) : IMailSender
{
    private const int ReasonLength = 400;

    public async Task<MailVerdict> SendAsync(ComposedMail mail, CancellationToken cancellationToken)
    {
        var sendGrid = settings.Value.SendGrid;
        var from = new System.Net.Mail.MailAddress(settings.Value.From);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(sendGrid.BaseUrl), "/v3/mail/send"))
        {
            Content = JsonContent.Create(
                new SendGridMail(
                    [new([new(mail.To)])],
                    new(from.Address, from.DisplayName),
                    mail.Subject,
                    [new("text/plain", mail.Text), new("text/html", mail.Html)],
                    mail.Headers.Count == 0 ? null : mail.Headers),
                SendGridJson.Default.SendGridMail),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", sendGrid.ApiKey);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return MailVerdict.Sent;
        }

        var reason = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
        return new(
            response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
                ? MailVerdictKind.Refused
                : MailVerdictKind.Later,
            reason.Length > ReasonLength ? reason[..ReasonLength] : reason);
    }
}

internal sealed record SendGridMail(
    IReadOnlyList<SendGridPersonalization> Personalizations,
    SendGridAddress From,
    string Subject,
    IReadOnlyList<SendGridContent> Content,
    IReadOnlyDictionary<string, string>? Headers);

internal sealed record SendGridPersonalization(IReadOnlyList<SendGridAddress> To);

internal sealed record SendGridAddress(string Email, string? Name = null);

internal sealed record SendGridContent(string Type, string Value);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SendGridMail))]
internal sealed partial class SendGridJson : JsonSerializerContext;
