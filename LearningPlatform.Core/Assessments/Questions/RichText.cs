namespace LearningPlatform.Core.Assessments.Questions;

public enum TextFormat
{
    Plain,
    Markdown,

    /// <summary>As it came from its author or from an import: never shown without being sanitised.</summary>
    Html,
}

/// <summary>Text with the format that it is written in.</summary>
public sealed record RichText(string Text, TextFormat Format = TextFormat.Plain);
