using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Study;

/// <summary>The documents of document 2, for whichever service reads or writes them.</summary>
public static class StudyCollections
{
    /// <summary>Needs the document store and <c>TimeProvider</c> beside it.</summary>
    public static IServiceCollection AddStudyCollections(this IServiceCollection services) => services
        .AddDocumentCollection("rooms", StudyJson.Default.Room, "owner_id", "participants.user_id", "invites.user_id", "invites.id")
        .AddSingleton<RoomMemberships>();
}
