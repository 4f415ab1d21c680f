using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known only when the app runs: <c>ReferenceExpression.Create($"Endpoint={endpoint};Key={secret}")</c>.</summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    public static readonly ReferenceExpression Empty = new([]);

    private readonly IReadOnlyList<Part> _parts;

    internal ReferenceExpression(IReadOnlyList<Part> parts) => _parts = parts;

    /// <summary>A literal, or a value with the format that is applied to it.</summary>
    internal readonly record struct Part(string? Literal, IExpressionValue? Value = null, string? Format = null);

    internal IReadOnlyList<Part> Parts => _parts;

    public IReadOnlyList<IValueProvider> ValueProviders => [.. _parts.Where(p => p.Value is not null).Select(p => p.Value!)];

    public IReadOnlyList<string> ManifestExpressions => [.. _parts.Where(p => p.Value is not null).Select(p => p.Value!.ValueExpression)];

    public string ValueExpression => string.Concat(_parts.Select(p => p.Literal ?? p.Value!.ValueExpression));

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.ToExpression();

    /// <returns>The text with every value filled in; null for an expression without any part.</returns>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        if (_parts.Count == 0)
        {
            return null;
        }

        var texts = new string?[_parts.Count];
        for (var i = 0; i < texts.Length; i++)
        {
            var part = _parts[i];
            texts[i] = part.Literal ?? Formatted(await part.Value!.GetValueAsync(cancellationToken), part.Format);
        }

        return string.Concat(texts);
    }

    internal static string? Formatted(string? value, string? format) => (value, format) switch
    {
        (null, _) or (_, null) => value,
        (_, "uri") => Uri.EscapeDataString(value),
        _ => throw new FormatException($"The format '{format}' is not known.")
    };

    /// <summary>What the compiler turns <c>$"…"</c> into. Literals and strings are taken as they are.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        private readonly List<Part> _collected;

        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) =>
            _collected = new List<Part>(literalLength == 0 ? formattedCount : (2 * formattedCount) + 1);

        public readonly void AppendLiteral(string value) => _collected.Add(new Part(value));

        public readonly void AppendFormatted(string? value, string? format = null) => _collected.Add(new Part(Formatted(value, format) ?? ""));

        public readonly void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, format: null);

        public readonly void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider => _collected.Add(PartOf(valueProvider, format));

        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, format: null);

        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider => _collected.Add(PartOf(valueProvider.Resource, format));

        internal readonly ReferenceExpression ToExpression() => new(_collected);
    }

    internal static Part PartOf<T>(T value, string? format)
        where T : IValueProvider, IManifestExpressionProvider =>
        new(null, value as IExpressionValue ?? new Pair(value, value), format);

    /// <summary>A value of a type that has both interfaces, but not the one that joins them.</summary>
    private sealed class Pair(IValueProvider value, IManifestExpressionProvider expression) : IExpressionValue
    {
        public string ValueExpression => expression.ValueExpression;

        public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => value.GetValueAsync(cancellationToken);
    }
}
