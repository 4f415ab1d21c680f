using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Realtime.Calls;
using StackExchange.Redis;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>What every room's hub works with.</summary>
internal sealed record RoomServices(
    IConnectionMultiplexer Redis, RoomStream Stream, RoomPresence Presence, IDocumentCollection<Room> Rooms, CallSeats Calls)
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
}
