using System.Diagnostics.CodeAnalysis;

namespace LearningPlatform.Core;

/// <summary>What a rule answers: a value, or the reason why not. Cheaper than an exception where refusals are ordinary.</summary>
public readonly struct Outcome<T>
    where T : notnull
{
    private readonly T? _value;

    private Outcome(T? value, Failure? failure)
    {
        _value = value;
        Failure = failure;
    }

    /// <summary>The refusal, or null when there is a value.</summary>
    public Failure? Failure { get; }

    /// <summary>The value; reading it from a refusal is a programming error.</summary>
    public T Value => _value ?? throw new InvalidOperationException($"No value: {Failure?.Code}.");

    /// <summary>Takes the outcome apart: true with the value, false with the refusal.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        value = _value;
        failure = Failure;
        return Failure is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);
}
