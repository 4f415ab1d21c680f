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
}
