using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Chat;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Study.Live;

/// <summary>What is live in study rooms, for whichever service takes part in it. Needs Redis and the document store.</summary>
public static class LiveServices
{
    public static IServiceCollection AddRoomsLive(this IServiceCollection services) => services
        .AddDocumentCollection("messages", ChatJson.Default.ChatMessage, "room_id", "author_id", "client_id")
        .AddDocumentCollection("channels", CallJson.Default.CallChannel, "room_id", "participants.user_id")
        .AddSingleton<RoomFeed>()
        .AddSingleton<RoomStream>()
        .AddSingleton<RoomPresence>()
        .AddSingleton<UserNames>()
        .AddSingleton<WaitingMessages>()
        .AddSingleton<ChatMentions>()
        .AddSingleton<RoomChat>()
        .AddSingleton<ChatHistory>()
        .AddSingleton<CallState>()
        .AddSingleton<CallRecords>();
}
