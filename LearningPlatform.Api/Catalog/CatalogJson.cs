using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Announcements;
using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Catalog;

/// <summary>Source-generated JSON of the catalogue.</summary>
[JsonSerializable(typeof(CourseRequest))]
[JsonSerializable(typeof(CourseSummary))]
[JsonSerializable(typeof(CourseDetail))]
[JsonSerializable(typeof(Page<CourseSummary>))]
[JsonSerializable(typeof(ModuleRequest))]
[JsonSerializable(typeof(LessonRequest))]
[JsonSerializable(typeof(OutlineOrderRequest))]
[JsonSerializable(typeof(CompletionRequest))]
[JsonSerializable(typeof(PrerequisitesRequest))]
[JsonSerializable(typeof(OutlineView))]
[JsonSerializable(typeof(ModuleDraftView))]
[JsonSerializable(typeof(LessonDraftView))]
[JsonSerializable(typeof(Page<VersionSummary>))]
[JsonSerializable(typeof(VersionDetail))]
[JsonSerializable(typeof(InstructorRequest))]
[JsonSerializable(typeof(Page<InstructorView>))]
[JsonSerializable(typeof(AnnouncementRequest))]
[JsonSerializable(typeof(AnnouncementView))]
[JsonSerializable(typeof(Page<AnnouncementView>))]
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
