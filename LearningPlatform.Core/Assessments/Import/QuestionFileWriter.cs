using System.Text;
using LearningPlatform.Core.Assessments.Import.Gift;
using LearningPlatform.Core.Assessments.Import.MoodleXml;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>Writes files of questions that <see cref="QuestionFileReader"/> reads back as the same.</summary>
public static class QuestionFileWriter
{
    /// <summary>UTF-8.</summary>
    /// <param name="questions">Best in the order of their categories: each change of it is told once.</param>
    /// <param name="format">GIFT or Moodle XML; Aiken has no place for most of a question.</param>
    public static byte[] Write(IEnumerable<BankedQuestion> questions, QuestionFormat format) => format switch
    {
        QuestionFormat.Gift => Encoding.UTF8.GetBytes(GiftWriter.Write(questions)),
        QuestionFormat.MoodleXml => MoodleXmlWriter.Write(questions),
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
