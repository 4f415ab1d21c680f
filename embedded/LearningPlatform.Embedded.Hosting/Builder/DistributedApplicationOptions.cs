namespace Aspire.Hosting;

/// <summary>How the app model's builder is set up.</summary>
public sealed class DistributedApplicationOptions
{
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; the program's own when not given.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>The AppHost's project folder; the one it was built in when not given.</summary>
    public string? ProjectDirectory { get; set; }

    public bool DisableDashboard { get; set; }

    /// <summary>Free ports instead of the configured ones, data in a temporary folder, nothing on the console: for tests.</summary>
    internal bool Testing { get; set; }

    internal Testing.EntryPoint? EntryPoint { get; set; }
}

/// <summary>Why the builder runs; the embedded engine knows only running.</summary>
public class DistributedApplicationExecutionContext
{
    public bool IsRunMode { get; } = true;

    public bool IsPublishMode { get; }
}

/// <summary>Something is wrong with the app model, or with the machine that should run it; the message says what.</summary>
public class DistributedApplicationException : Exception
{
    public DistributedApplicationException()
    {
    }

    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

/// <summary>A parameter has no value: neither configured nor a default.</summary>
public class MissingParameterValueException(string message) : DistributedApplicationException(message);
