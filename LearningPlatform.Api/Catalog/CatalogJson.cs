using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>Source-generated JSON of the catalogue.</summary>
[JsonSerializable(typeof(CourseRequest))]
[JsonSerializable(typeof(CourseSummary))]
[JsonSerializable(typeof(CourseDetail))]
[JsonSerializable(typeof(Page<CourseSummary>))]
internal sealed partial class CatalogJson : JsonSerializerContext
{
    /// <summary>For what is serialised before it is sent: the same rules as the responses'.</summary>
    public static CatalogJson Data { get; } = new(Rules());

    private static JsonSerializerOptions Rules()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        PlatformJson.Apply(options);
        return options;
    }
}
