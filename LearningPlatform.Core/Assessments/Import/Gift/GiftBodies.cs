using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>What GIFT's answers mean in the bank.</summary>
internal static class GiftBodies
{
    public static (QuestionBody? Body, string? Problem) Of(GiftQuestion question, GiftSettings settings)
    {
        if (question.Answers.FirstOrDefault(answer => answer.Weight is < -1 or > 1) is { } heavy)
        {
            return (null, $"A weight of {heavy.Weight * 100:0.#####} %: weights go from -100 to 100.");
        }

        return question.Kind switch
        {
            GiftKind.TrueFalse => (TrueFalse(question), null),
            GiftKind.Numeric => Numeric(question),
            GiftKind.Choice => (Choice(question, settings), null),
            GiftKind.Matching => (Matching(question, settings), null),
            GiftKind.Ordering => (new Ordering([.. question.Answers.Select(item => new OrderingItem(Guid.Empty, item.Text))]), null),
            GiftKind.Short => (Short(question, settings), null),
            _ => (settings.Essay ?? new Essay(), null),
        };
    }

    /// <summary>
    /// The first feedback is for who answers wrongly, the second for who answers rightly: so does Moodle, whatever is right.
    /// </summary>
    private static TrueFalse TrueFalse(GiftQuestion question)
    {
        var (holds, wrong, right) = (question.Answers[0].Mark == 'T', question.Answers[0].Feedback, question.RightFeedback);
        return holds ? new(true, right, wrong) : new(false, wrong, right);
    }

    /// <summary>One = or more: one option is chosen. Only weights: several are.</summary>
    private static QuestionBody Choice(GiftQuestion question, GiftSettings settings)
    {
        ChoiceOption[] options =
        [
            .. question.Answers.Select(answer => new ChoiceOption(
                Guid.Empty, answer.Text, answer.Mark == '=' ? answer.Weight ?? 1 : answer.Weight ?? 0, answer.Feedback)),
        ];
        return question.Answers.Any(answer => answer.Mark == '=')
            ? new SingleChoice(options, settings.Shuffle)
            : new MultipleChoice(options, settings.Shuffle, settings.AllOrNothing);
    }

    private static ShortAnswer Short(GiftQuestion question, GiftSettings settings) => new(
        [.. question.Answers.Select(answer => new TextAnswer(answer.Text.Text, answer.Weight ?? 1, answer.Feedback))],
        settings.CaseSensitive,
        settings.IgnoreAccents);

    /// <summary>A pair without a prompt is a match that belongs nowhere.</summary>
    private static Matching Matching(GiftQuestion question, GiftSettings settings)
    {
        var pairs = question.Answers.Where(answer => answer.Text.Text.Length > 0).ToList();
        var distractors = question.Answers.Where(answer => answer.Text.Text.Length == 0).Select(answer => answer.Match!).ToList();
        return new(
            [.. pairs.Select(pair => new MatchPair(Guid.Empty, pair.Text, pair.Match!))],
            distractors.Count > 0 ? distractors : null,
            settings.Shuffle);
    }

    private static (QuestionBody? Body, string? Problem) Numeric(GiftQuestion question)
    {
        var answers = new List<NumericAnswer>();
        foreach (var answer in question.Answers)
        {
            var fraction = answer.Weight ?? (answer.Mark == '~' ? 0 : 1);
            if (answer.Mark == '~' && answer.Text.Text.Length == 0)
            {
                answers.Add(new(null, 0, fraction, answer.Feedback));
            }
            else if (ImportedNumber.Read(answer.Text.Text) is { } number)
            {
                answers.Add(new(number.Value, number.Tolerance, fraction, answer.Feedback));
            }
            else
            {
                return (null, $"“{ImportedText.Excerpt(answer.Text.Text)}” is no number, no number:tolerance and no range from..to.");
            }
        }

        return answers.Count > 0 ? (new Numeric(answers), null) : (null, "A numeric question without a number.");
    }
}
