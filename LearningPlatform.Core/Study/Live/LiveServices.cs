using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Chat;
using LearningPlatform.Core.Study.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Study.Live;

/// <summary>What is live in study rooms, for whichever service takes part in it. Needs Redis and the document store.</summary>
public static class LiveServices
{
    /// <summary>The documents, and what deleted rooms and erased accounts take with them.</summary>
    public static IServiceCollection AddLiveDocuments(this IServiceCollection services) => services
        .AddDocumentCollection("messages", () => ChatJson.Default.ChatMessage, "room_id", "author_id", "client_id", "reactions.user_ids")
        .AddDocumentCollection("channels", () => CallJson.Default.CallChannel, "room_id", "participants.user_id")
        .AddSingleton<IRoomContents, ChatContents>()
        .AddSingleton<IRoomContents, CallContents>()
        .AddSingleton<IPersonalData, ChatPersonalData>()
        .AddSingleton<IPersonalData, CallPersonalData>();

    /// <summary>Needs <c>People</c> and the study collections beside it.</summary>
    public static IServiceCollection AddRoomsLive(this IServiceCollection services) => services
        .AddLiveDocuments()
        .AddSingleton<RoomStream>()
        .AddSingleton<RoomPresence>()
        .AddSingleton<WaitingMessages>()
        .AddSingleton<ChatMentions>()
        .AddSingleton<ChatWriter>()
        .AddSingleton<RoomChat>()
        .AddSingleton<ChatHistory>()
        .AddSingleton<CallState>()
        .AddSingleton<CallRecords>();
}
