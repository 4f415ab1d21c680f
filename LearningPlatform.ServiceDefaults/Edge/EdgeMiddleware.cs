using LearningPlatform.ServiceDefaults.Errors;
using LearningPlatform.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>
/// The one middleware around everything else: every answer leaves through it, so that none leaves without its headers and envelope.
/// One instead of five, because each costs every request a state machine.
/// </summary>
internal sealed class EdgeMiddleware(
    RequestDelegate next, SecurityHeaders headers, Correlation correlation, ErrorAnswers errors, IConfiguration configuration)
{
    private readonly bool _isTraced = TelemetrySetup.IsExported(configuration);

    public async Task InvokeAsync(HttpContext context)
    {
        using var scope = correlation.Begin(context);
        headers.Apply(context);
        try
        {
            if (RequestTarget.IsText(context))
            {
                ApiVersion.AddWhereMissing(context.Request);
                await next(context);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }

            if (ErrorAnswers.NeedsEnvelope(context.Response))
            {
                await ErrorAnswers.DescribeStatusAsync(context);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the client gets an envelope and the log the exception.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await errors.AnswerAsync(context, exception);
        }

        if (_isTraced)
        {
            RequestTrace.Describe(context);
        }
    }
}
