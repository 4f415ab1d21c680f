namespace LearningPlatform.Workers.Mail;

/// <summary>Sending mail, by whatever the configuration names.</summary>
internal static class MailExtensions
{
    public static void AddMail(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(MailSendingSettings.Section);
        builder.Services.Configure<MailSendingSettings>(section);
        var settings = section.Get<MailSendingSettings>() ?? new();
        switch (settings.Choose(builder.Environment.IsDevelopment()))
        {
            case "smtp":
                builder.Services.AddSingleton<IMailSender, SmtpMailSender>();
                break;
            case "sendgrid":
                builder.Services.AddHttpClient<IMailSender, SendGridMailSender>();
                break;
            case "mailbox":
                builder.Services.AddSingleton<IMailSender, MailboxSender>();
                break;
            case null:
                // Mail waits in its table until somebody configures a sender; the health of everything else is not at stake.
                builder.Services.AddHostedService<NoSenderNotice>();
                return;
            case var other:
                throw new InvalidOperationException($"Mail:Sender is '{other}'; it can be smtp, sendgrid or mailbox.");
        }

        builder.Services.AddSingleton<MailDelivery>();
        builder.Services.AddHostedService<MailLoop>();
    }

    private sealed class NoSenderNotice(ILogger<NoSenderNotice> logger) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken)
        {
            logger.LogError("No mail is sent: set Mail:Smtp:Host or Mail:SendGrid:ApiKey");
            return Task.CompletedTask;
        }
    }
}
