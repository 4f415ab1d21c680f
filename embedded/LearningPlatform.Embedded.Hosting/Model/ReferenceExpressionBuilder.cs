namespace Aspire.Hosting.ApplicationModel;

/// <summary>Puts a <see cref="ReferenceExpression"/> together piece by piece.</summary>
public class ReferenceExpressionBuilder
{
    private readonly List<ReferenceExpression.Part> _parts = [];

    public bool IsEmpty => _parts.Count == 0;

    public void Append(in ReferenceExpression.ExpressionInterpolatedStringHandler handler) => _parts.AddRange(handler.ToExpression().Parts);

    public void AppendLiteral(string value) => _parts.Add(new ReferenceExpression.Part(value));

    public void AppendFormatted(string? value) => AppendFormatted(value, format: null);

    public void AppendFormatted(string? value, string? format = null)
    {
        if (value is not null)
        {
            AppendLiteral(ReferenceExpression.Formatted(value, format)!);
        }
    }

    public void AppendFormatted<T>(T valueProvider)
        where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, format: null);

    public void AppendFormatted<T>(T valueProvider, string? format)
        where T : IValueProvider, IManifestExpressionProvider => _parts.Add(ReferenceExpression.PartOf(valueProvider, format));

    public ReferenceExpression Build() => new([.. _parts]);
}
