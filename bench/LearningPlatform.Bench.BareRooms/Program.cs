using System.Collections.Concurrent;
using LearningPlatform.Bench.BareRooms;

// Kestrel and its WebSockets, and nothing else that a room could do without: nobody is asked who they are, nothing is stored, there is one process.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var rooms = new ConcurrentDictionary<string, Room>(StringComparer.Ordinal);

var app = builder.Build();
app.UseWebSockets(new() { KeepAliveInterval = TimeSpan.FromSeconds(15), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
app.Run(async context =>
{
    if (context.WebSockets.IsWebSocketRequest)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await rooms.GetOrAdd(context.Request.Path.Value!, _ => new()).ServeAsync(socket);
    }
});
app.Run();
