namespace LearningPlatform.Api.Reference;

/// <summary>The interactive reference of Engine=embedded: Swagger UI under Scalar's address. <c>Scalar.cs</c> is its counterpart.</summary>
internal static class InteractiveReference
{
    public static void MapInteractiveReference(this WebApplication app)
    {
        app.UseReferencePolicy(inlineScripts: false);
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "scalar";
            options.SwaggerEndpoint("/openapi/v1.json", "LearningPlatform v1");
            options.DocumentTitle = "LearningPlatform: API reference";
        });
        app.MapReferenceAliases();
    }
}
