using Microsoft.FeatureManagement;

namespace LearningPlatform.Api.Http;

/// <summary>What the routes of every module use.</summary>
internal static class ApiHttp
{
    public static void AddApiHttp(this IHostApplicationBuilder builder)
    {
        ValidationFilter.UseJsonNames();
        builder.Services.AddFeatureManagement();
        builder.Services.AddSingleton<IdempotencyKeys>();
    }

    /// <summary>Whether a person looks at the answer: browsers ask for HTML when they open a page or send a form, nobody else does.</summary>
    public static bool WantsPage(this HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
}
