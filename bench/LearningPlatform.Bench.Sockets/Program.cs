using System.Globalization;
using System.Net;
using LearningPlatform.Bench.Sockets;

// Arguments: sockets over HTTP/1.1 (18000), sockets over HTTP/2 (50000), messages a second (1000), seconds (20). 0 sockets leave one out.
int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
foreach (var (version, sockets) in ((Version, int)[])[(HttpVersion.Version11, Argument(0, 18_000)), (HttpVersion.Version20, Argument(1, 50_000))])
{
    if (sockets >= BenchRooms.PeopleEach)
    {
        var load = new Load(version, sockets, Argument(2, 1_000), Argument(3, 20));
        await Servers.RunRealtimeAsync(load);
        await Servers.RunBareAsync(load);
    }
}
