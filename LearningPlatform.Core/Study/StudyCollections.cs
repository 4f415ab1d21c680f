using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.Core.Study;

/// <summary>The documents of document 2, for whichever service reads or writes them.</summary>
public static class StudyCollections
{
    /// <summary>Needs the document store, Redis and <c>TimeProvider</c> beside it.</summary>
    public static IServiceCollection AddStudyCollections(this IServiceCollection services)
    {
        services.TryAddSingleton<RoomFeed>();
        return services
            .AddDocumentCollection("rooms", () => StudyJson.Default.Room, "owner_id", "participants.user_id", "invites.user_id", "invites.id")
            .AddDocumentCollection("study_sessions", () => StudyJson.Default.StudySession, "user_id")
            .AddDocumentCollection("todos", () => StudyJson.Default.Todo, "owner_id", "room_id", "assignee_id")
            .AddDocumentCollection("notes", () => StudyJson.Default.Note, "owner_id", "room_id")
            .AddDocumentCollection(
                "materials", () => StudyJson.Default.Material, "owner_id", "room_id", "shared_with.user_id", "versions.uploaded_by")
            .AddSingleton<RoomMemberships>();
    }
}
