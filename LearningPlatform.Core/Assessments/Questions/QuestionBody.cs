using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>What kind a question is of, with its answers. In JSON, <c>kind</c> tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SingleChoice), SingleChoice.Kind)]
[JsonDerivedType(typeof(MultipleChoice), MultipleChoice.Kind)]
[JsonDerivedType(typeof(TrueFalse), TrueFalse.Kind)]
[JsonDerivedType(typeof(Numeric), Numeric.Kind)]
[JsonDerivedType(typeof(ShortAnswer), ShortAnswer.Kind)]
[JsonDerivedType(typeof(Matching), Matching.Kind)]
[JsonDerivedType(typeof(Ordering), Ordering.Kind)]
[JsonDerivedType(typeof(Essay), Essay.Kind)]
public abstract record QuestionBody
{
    /// <summary>Options, pairs, items or accepted answers of one question.</summary>
    public const int PartsMaxCount = 100;

    /// <summary>Its word in JSON and in lists, as in <c>single_choice</c>.</summary>
    [JsonIgnore]
    public abstract string KindWord { get; }

    /// <summary>Adds what is wrong with it; copes with anything that JSON can make of it.</summary>
    internal abstract void Check(QuestionCheck check);

    /// <summary>The same with every part's id replaced.</summary>
    internal abstract QuestionBody WithIds(Func<Guid, Guid> map);
}
