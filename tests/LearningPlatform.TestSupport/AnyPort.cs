using Microsoft.AspNetCore.Hosting;

namespace LearningPlatform.TestSupport;

/// <summary>Addresses of services that run in the test's process.</summary>
public static class AnyPort
{
    /// <summary>
    /// With <c>UseKestrel()</c>: the service listens where there is room. <c>UseKestrel(0)</c> says the same too late on a busy machine: it
    /// changes the addresses after the service's own thread has begun to start it.
    /// </summary>
    public static void UseAnyPort(this IWebHostBuilder builder) => builder.UseSetting(WebHostDefaults.ServerUrlsKey, "http://127.0.0.1:0");
}
