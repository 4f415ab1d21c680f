using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>An Api and two Realtime replicas, for a whole class.</summary>
public sealed class RoomsFixture(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory? _api;
    private RealtimeFactory? _here;
    private RealtimeFactory? _there;
    private Person? _owner;

    public ApiFactory Api => _api!;

    /// <summary>What one replica is made of.</summary>
    public IServiceProvider ServicesHere => _here!.Services;

    /// <summary>One replica.</summary>
    public Uri Here => _here!.ClientOptions.BaseAddress;

    /// <summary>The other one.</summary>
    public Uri There => _there!.ClientOptions.BaseAddress;

    /// <summary>An admin: nothing depends on a level.</summary>
    public Person Owner => _owner!;

    public async Task InitializeAsync()
    {
        _api = await ApiFactory.StartAsync(stores);
        await _api.Services.GetRequiredService<ObjectStorage>().EnsureBucketsAsync(Buckets.All, CancellationToken.None);
        _here = new RealtimeFactory(_api);
        _there = new RealtimeFactory(_api);
        var admin = await _api.AdminAsync();
        var profile = await (await admin.GetAsync(new Uri("/api/v1/auth/profile", UriKind.Relative))).DataAsync();
        _owner = new(profile.Id(), "admin@example.com", admin);
    }

    public async Task DisposeAsync()
    {
        await _here!.DisposeAsync();
        await _there!.DisposeAsync();
        await _api!.DisposeAsync();
    }

    /// <summary>A shared room of the owner's with these people in it.</summary>
    public Task<Guid> CreateRoomAsync(params Person[] people) => Rooms.CreateAsync(Owner.Client, people);

    /// <summary>A file of somebody's that can become a material.</summary>
    public async Task<Guid> UploadAsync(Person person, string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        return (await Api.Services.GetRequiredService<Uploads>().SaveAsync(
            new(UploadPurpose.Material, "a.txt", "text/plain", stream.Length),
            stream,
            new Caller(person.Id, Role.Student, Guid.Empty),
            CancellationToken.None)).Value.Id;
    }

    public Task<Person> PersonAsync() => Api.SignInAsAsync(Role.Student);

    internal Task<RoomClient> ConnectAsync(Guid room, Person person, Uri? replica = null, string rest = "") =>
        RoomClient.ConnectAsync(replica ?? Here, $"/ws/rooms/{room}{rest}", person.Token());

    /// <summary>Connects and reads the greeting.</summary>
    internal async Task<(RoomClient Client, JsonElement Hello)> EnterAsync(Guid room, Person person, Uri? replica = null, string rest = "")
    {
        var client = await ConnectAsync(room, person, replica, rest);
        return (client, await client.UntilAsync("hello"));
    }
}

/// <summary>Rooms over HTTP.</summary>
internal static class Rooms
{
    public static string Token(this Person person) => person.Client.DefaultRequestHeaders.Authorization!.Parameter!;

    public static async Task<Guid> CreateAsync(HttpClient owner, params Person[] people)
    {
        var room = await (await owner.PostAsJsonAsync(
            "/api/v1/rooms", new { name = "Biology", max_participants = 20, settings = new { allow_screen_sharing = true } })).DataAsync();
        var code = room.GetProperty("invite_code").GetString();
        foreach (var person in people)
        {
            await (await person.Client.PostAsJsonAsync($"/api/v1/rooms/{room.Id()}/join", new { invite_code = code })).DataAsync();
        }

        return room.Id();
    }

    public static async Task KickAsync(HttpClient moderator, Guid room, Person person) =>
        (await moderator.DeleteAsync(new Uri($"/api/v1/rooms/{room}/participants/{person.Id}", UriKind.Relative))).IsSuccessStatusCode.ShouldBeTrue();

    /// <summary>The status with which a connection is refused.</summary>
    public static async Task<string> RefusalAsync(Func<Task> connect)
    {
        var message = (await Should.ThrowAsync<WebSocketException>(connect)).Message;
        return message[(message.IndexOf('\'', StringComparison.Ordinal) + 1)..][..3];
    }
}
