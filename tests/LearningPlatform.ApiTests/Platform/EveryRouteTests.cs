using System.Reflection;
using LearningPlatform.Core.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Platform;

/// <summary>No route of the Api without its table of roles; and the table of the routes that belong to no module.</summary>
public sealed class EveryRouteTests(StoresFixture stores) : ApiTest(stores), IRoleTable
{
    private static readonly RoleRow[] Table =
    [
        new("GET", "/health", [200, 200, 200, 200]),
        new("GET", "/health/live", [200, 200, 200, 200]),
        new("GET", "/alive", [200, 200, 200, 200]),
        new("GET", "/health/ready", [200, 200, 200, 200]),
        // For the neighbourhood only; the requests of this test come from no address at all.
        new("GET", "/metrics", [404, 404, 404, 404]),
        new("GET", "/openapi/v1.json", [200, 200, 200, 200]),
        new("GET", "/asyncapi/v1.json", [200, 200, 200, 200]),
        new("GET", "/docs", [302, 302, 302, 302]),
        new("GET", "/swagger", [302, 302, 302, 302]),
        new("GET", "/swagger/index.html", [302, 302, 302, 302]),
    ];

    /// <summary>Part of the paths that are left out: the pages of a library, where an engine has them as routes.</summary>
    private const string Left = "scalar";

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    [Fact]
    public async Task What_belongs_to_no_module_is_for_everybody()
    {
        var callers = new (string Role, HttpClient Client)[]
        {
            ("stranger", Api.Stranger()),
            ("student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("admin", await Api.AdminAsync()),
        };
        var differences = new List<string>();
        foreach (var row in Table)
        {
            differences.AddRange(await row.DifferencesAsync(callers, new Dictionary<string, Guid>()));
        }

        differences.ShouldBeEmpty();
    }

    [Fact]
    public void Every_mapped_route_is_in_a_role_table()
    {
        var mapped = Mapped();
        mapped.Count.ShouldBeGreaterThan(60);
        var rows = TableRows();
        rows.Count.ShouldBeGreaterThan(60);

        var asked = rows.Select(row => Matched(mapped, row)).ToHashSet();

        mapped.Where(route => !asked.Contains(route)).Select(route => $"{route.Method} /{route.Pattern.RawText?.Trim('/')}").ShouldBeEmpty(
            "These routes are asked by no test as stranger, student, other student, instructor and admin. Give each a row in the table of its "
            + "module's test; the class implements IRoleTable (see Platform/RoleTests).");
    }

    private List<MappedRoute> Mapped() =>
    [
        .. Api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.RoutePattern.RawText!.Contains(Left, StringComparison.Ordinal))
            .SelectMany(endpoint =>
            (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            .Where(method => method != "HEAD")
            .Select(method => new MappedRoute(method, endpoint.RoutePattern))),
    ];

    private static List<(string Method, string Path)> TableRows() =>
    [
        .. typeof(IRoleTable).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IRoleTable)))
            .SelectMany(table => (IEnumerable<(string, string)>)typeof(EveryRouteTests)
                .GetMethod(nameof(RoutesOf), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(table).Invoke(null, null)!),
    ];

    private static IEnumerable<(string Method, string Path)> RoutesOf<T>()
        where T : IRoleTable => T.Routes;

    /// <summary>The route that routing would choose for the row: of those that match, the one with the fewest parameters.</summary>
    private static MappedRoute? Matched(List<MappedRoute> mapped, (string Method, string Path) row) => mapped
        .Where(route => route.Method == row.Method && route.Matches(row.Path.Split('?')[0]))
        .MinBy(route => route.Pattern.InboundPrecedence);

    private sealed record MappedRoute(string Method, RoutePattern Pattern)
    {
        public bool Matches(string path)
        {
            var segments = path.Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
            var expected = Pattern.PathSegments;
            var isCatchAll = expected is [.., { Parts: [RoutePatternParameterPart { IsCatchAll: true }] }];
            return (isCatchAll ? segments.Length >= expected.Count - 1 : segments.Length == expected.Count)
                && expected.Zip(segments).All(pair =>
                    pair.First is not { IsSimple: true, Parts: [RoutePatternLiteralPart literal] }
                    || string.Equals(literal.Content, pair.Second, StringComparison.OrdinalIgnoreCase));
        }
    }
}
