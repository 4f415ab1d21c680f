namespace LearningPlatform.Api.Reference;

/// <summary>Where else people look for the reference (document 4: <c>/swagger/index.html</c>).</summary>
internal static class ReferenceAliases
{
    public static void MapReferenceAliases(this IEndpointRouteBuilder routes)
    {
        foreach (var alias in (string[])["/docs", "/swagger", "/swagger/index.html"])
        {
            routes.MapGet(alias, () => Results.Redirect("/scalar/")).ExcludeFromDescription();
        }
    }
}
