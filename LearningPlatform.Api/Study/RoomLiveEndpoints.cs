using System.Security.Claims;
using System.Text.Json.Serialization;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Chat;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Api.Study;

/// <summary>What the live side of a room needs over HTTP: the chat's history, and the servers that carry calls (document 2).</summary>
internal static class RoomLiveEndpoints
{
    private const string Messages =
        """
        {"items":[{"id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","author_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de001","client_id":"m-17",
         "text":"Chapter 5 tonight, @grace?","mentions":["0199c3f2-6b00-7d11-8a40-2c9f6f1de002"],
         "reactions":[{"emoji":"👍","user_ids":["0199c3f2-6b00-7d11-8a40-2c9f6f1de002"]}],
         "created_at":"2026-11-21T09:00:00Z","edited_at":null,"deleted_at":null}],"next_cursor":null}
        """;

    private const string IceServers =
        """
        {"ice_servers":[{"urls":["stun:turn.example.org:3478"],"username":null,"credential":null},
          {"urls":["turn:turn.example.org:3478?transport=udp"],"username":"1795251600:0199c3f2-6b00-7d11-8a40-2c9f6f1de001",
           "credential":"mUFbZ1Jxv1oCKP0w1k3a0y2s4lE="}],"expires_at":"2026-11-21T10:00:00Z"}
        """;

    public static void AddRoomsLive(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, RoomLiveJson.Default));
        builder.Services.Configure<RtcSettings>(builder.Configuration.GetSection(RtcSettings.Section));
        builder.Services.AddRoomsLive();
    }

    public static void MapRoomsLive(this IEndpointRouteBuilder v1)
    {
        var room = v1.MapGroup("/rooms/{id:guid}").RequireAuthorization(Policies.SignedIn).WithTags("Rooms");
        room.MapGet("/messages", ListAsync)
            .WithSummary("The chat, newest first")
            .WithDescription("Live messages come on `/ws/rooms/{id}`. A deleted message stays in its place, without its text.")
            .WithPageParameters()
            .Fails(404, "ROOM_NOT_FOUND")
            .WithResponseExample(Messages);
        room.MapGet("/ice-servers", ServersAsync)
            .WithSummary("STUN and TURN servers for a call")
            .WithDescription("`ice_servers` is what a browser's `RTCPeerConnection` takes. The credential opens relays until `expires_at`.")
            .Fails(403, "ROOM_ROLE_TOO_LOW")
            .Fails(404, "ROOM_NOT_FOUND")
            .Fails(409, "ROOM_CLOSED")
            .WithResponseExample(IceServers);
    }

    private static async Task<Reply<Page<ChatMessageView>>> ListAsync(
        Guid id, HttpContext context, RoomMemberships memberships, ChatHistory history, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, before) = (query.Limit(), query.After(key => key.Length == 0));
        if (query.Failure is { } failure)
        {
            return failure;
        }

        var allowed = await memberships.RequireAsync(id, context.User.Caller().UserId, RoomAction.See, cancellationToken);
        return allowed.Failure is { } refusal ? refusal : await history.ListAsync(id, before?.Id, limit, cancellationToken);
    }

    private static async Task<Reply<IceConfiguration>> ServersAsync(
        Guid id,
        ClaimsPrincipal user,
        HttpContext context,
        RoomMemberships memberships,
        IOptionsMonitor<RtcSettings> settings,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var caller = user.Caller();
        var allowed = await memberships.RequireAsync(id, caller.UserId, RoomAction.Call, cancellationToken);
        if (allowed.Failure is { } refusal)
        {
            return refusal;
        }

        context.Response.Headers.CacheControl = "no-store";
        return IceConfiguration.For(settings.CurrentValue, caller.UserId, time.GetUtcNow());
    }
}

/// <summary>Source-generated JSON of these routes.</summary>
[JsonSerializable(typeof(Page<ChatMessageView>))]
[JsonSerializable(typeof(IceConfiguration))]
internal sealed partial class RoomLiveJson : JsonSerializerContext;
