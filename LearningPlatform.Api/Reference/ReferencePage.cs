using LearningPlatform.ServiceDefaults.Edge;

namespace LearningPlatform.Api.Reference;

/// <summary>What both interactive references share.</summary>
internal static class ReferencePage
{
    /// <summary>Lets browsers run the reference: answers else may load and run nothing.</summary>
    public static void UseReferencePolicy(this WebApplication app, bool inlineScripts) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/scalar", StringComparison.OrdinalIgnoreCase))
        {
            SecurityHeaders.AllowPage(context.Response, inlineScripts);
        }

        return next(context);
    });

    /// <summary>Where else people look for the reference (document 4: <c>/swagger/index.html</c>).</summary>
    public static void MapReferenceAliases(this IEndpointRouteBuilder routes)
    {
        foreach (var alias in (string[])["/docs", "/swagger", "/swagger/index.html"])
        {
            routes.MapGet(alias, () => Results.Redirect("/scalar/")).ExcludeFromDescription();
        }
    }
}
