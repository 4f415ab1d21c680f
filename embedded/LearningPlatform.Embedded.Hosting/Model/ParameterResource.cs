using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that the app is given from outside.</summary>
/// <param name="name">Its name; the configuration key is <c>Parameters:{name}</c>.</param>
/// <param name="callback">Finds the value; gets <see cref="Default"/>.</param>
/// <param name="secret">Whether it is masked wherever it is shown.</param>
public class ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : Resource(name), IExpressionValue
{
    private string? _value;

    public ParameterDefault? Default { get; set; }

    public string? Description { get; set; }

    public bool Secret { get; } = secret;

    public bool IsConnectionString { get; set; }

    public string ValueExpression => $"{{{Name}.value}}";

    /// <summary>The value; found once, so that a generated one stays the same.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        lock (Annotations)
        {
            return ValueTask.FromResult<string?>(_value ??= callback(Default));
        }
    }
}

/// <summary>Where a parameter's value comes from when it is not configured.</summary>
public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();
}

/// <summary>A random value: 22 characters unless told otherwise, which is 128 bits with all kinds of characters.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string LowerCase = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperCase = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string Digits = "0123456789";
    private const string Specials = "-_.{}~()*+!";

    public int MinLength { get; set; } = 22;

    public bool Lower { get; set; } = true;

    public bool Upper { get; set; } = true;

    public bool Numeric { get; set; } = true;

    public bool Special { get; set; } = true;

    public int MinLower { get; set; }

    public int MinUpper { get; set; }

    public int MinNumeric { get; set; }

    public int MinSpecial { get; set; }

    public override string GetDefaultValue()
    {
        (bool Used, int Least, string Characters)[] kinds =
            [(Lower, MinLower, LowerCase), (Upper, MinUpper, UpperCase), (Numeric, MinNumeric, Digits), (Special, MinSpecial, Specials)];
        var used = kinds.Where(k => k.Used).ToArray();
        var all = string.Concat(used.Select(k => k.Characters));
        if (all.Length == 0)
        {
            throw new InvalidOperationException("A generated value needs at least one kind of character.");
        }

        var value = string.Concat(used.Select(k => RandomNumberGenerator.GetString(k.Characters, k.Least)));
        var characters = (value + RandomNumberGenerator.GetString(all, Math.Max(0, MinLength - value.Length))).ToCharArray();
        RandomNumberGenerator.Shuffle(characters.AsSpan());
        return new string(characters);
    }
}

/// <summary>Keeps the value of another default between runs.</summary>
internal sealed class KeptParameterDefault(string name, ParameterDefault source, LearningPlatform.Embedded.Hosting.DataFolder data) : ParameterDefault
{
    public override string GetDefaultValue() => data.Secret(name, source.GetDefaultValue);
}
