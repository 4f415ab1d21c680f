using Scalar.AspNetCore;

namespace LearningPlatform.Api.Reference;

/// <summary>The interactive reference of Engine=aspire. <c>SwaggerUi.cs</c> is its counterpart.</summary>
internal static class InteractiveReference
{
    public static void MapInteractiveReference(this WebApplication app)
    {
        app.UseReferencePolicy(inlineScripts: true);
        app.MapScalarApiReference("/scalar", options => options.WithTitle("LearningPlatform: API reference"));
        app.MapReferenceAliases();
    }
}
