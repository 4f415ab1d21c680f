using Scalar.AspNetCore;

namespace LearningPlatform.Api.Reference;

/// <summary>The interactive reference of Engine=aspire. <c>SwaggerUi.cs</c> is its counterpart.</summary>
internal static class InteractiveReference
{
    public static void MapInteractiveReference(this WebApplication app)
    {
        app.UseReferencePolicy(inlineScripts: true);
        // Off is all that asks its maker's servers or leads there: the policy forbids it, and the reference needs none of it.
        app.MapScalarApiReference("/scalar", options => options
            .WithTitle("LearningPlatform: API reference")
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()
            .HideClientButton()
            .HideDeveloperTools());
        app.MapReferenceAliases();
    }
}
