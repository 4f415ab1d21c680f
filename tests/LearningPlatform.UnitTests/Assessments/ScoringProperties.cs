using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.UnitTests.Assessments;

/// <summary>Whatever the question and whatever the answer: a score within bounds, a permutation, and nothing that throws.</summary>
public sealed class ScoringProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    private static readonly Gen<decimal> Fractions = Gen.Choose(-100, 100).Select(percent => percent / 100m);
    private static readonly Gen<double> Numbers = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>(), Gen.Choose(-5, 5).Select(number => number / 2.0));
    private static readonly Gen<string> Texts = Gen.OneOf(
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get),
        Gen.Elements("", "*", "\\*", "a*b", "**a**", "á", "a\u0301", "\ud800", "İ", "ß", " a  b ", "A B"));

    private static readonly Gen<Question> Questions =
        from body in Gen.OneOf(Bodies().ToArray())
        select new Question("q", new("?"), body).Prepared();

    [Fact]
    public void A_score_is_between_nothing_and_everything() => Check(
        from question in Questions from answer in Answers(question.Body) select (question.Body, answer),
        pair =>
        {
            var (body, answer) = pair;
            if (body.Refuse(answer) is null)
            {
                (body.Score(answer) ?? 0).ShouldBeInRange(0, 1);
                body.FeedbackFor(answer).ShouldNotBeNull();
            }

            body.Score(null).ShouldBe(0);
        });

    [Fact]
    public void The_solution_is_an_answer_and_gets_the_best_score() => Check(
        from question in Questions from answer in Answers(question.Body) select (question.Body, answer),
        pair =>
        {
            var (body, answer) = pair;
            // A pattern as a solution may match an earlier pattern with less; authors see that in the preview.
            if (body is ShortAnswer or Numeric || body.Solution is not { } solution)
            {
                return;
            }

            body.Refuse(solution).ShouldBeNull();
            body.Score(solution)!.Value.ShouldBeGreaterThanOrEqualTo(body.Refuse(answer) is null ? body.Score(answer)!.Value : 0);
        });

    [Fact]
    public void A_regrade_done_twice_is_a_regrade_done_once() => Check(
        from question in Questions from answer in Answers(question.Body) select (question.Body, answer),
        pair => Regrading.Rescore(pair.Body, pair.answer).ShouldBe(Regrading.Rescore(pair.Body, pair.answer)));

    [Fact]
    public void Shuffling_is_a_permutation_and_the_same_for_one_seed() => Check(
        from seed in ArbMap.Default.GeneratorFor<long>() from items in Gen.Choose(0, 1_000).ListOf() select (seed, items.ToList()),
        pair =>
        {
            var (seed, items) = pair;
            var shuffled = new SplitMix64((ulong)seed).Shuffle(items);
            shuffled.Order().ShouldBe(items.Order());
            new SplitMix64((ulong)seed).Shuffle(items).ShouldBe(shuffled);
        });

    [Fact]
    public void The_generator_is_the_published_one()
    {
        // The reference's first numbers for the seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64").
        var numbers = new SplitMix64(1234567);
        new[] { numbers.Next(), numbers.Next(), numbers.Next() }.ShouldBe([6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }

    [Fact]
    public void What_learners_see_has_every_part_once()
    {
        foreach (var (kind, sample) in Samples.All)
        {
            var question = sample.Prepared();
            var view = QuestionView.Of(Guid.NewGuid(), question, 1, new(99, ShuffleParts: true));
            switch (question.Body)
            {
                case SingleChoice choice:
                    view.Options!.Select(option => option.Id).Order().ShouldBe(choice.Options.Select(option => option.Id).Order(), kind);
                    break;
                case Matching matching:
                    view.Prompts!.Count.ShouldBe(matching.Pairs.Count);
                    view.Matches!.Order(StringComparer.Ordinal).ShouldBe(["bark", "miaow", "moo"]);
                    break;
                case Ordering ordering:
                    view.Items!.Select(item => item.Id).Order().ShouldBe(ordering.Items.Select(item => item.Id).Order(), kind);
                    break;
            }
        }
    }

    [Theory]
    [InlineData("Sao Paulo", "são  paulo", false, true, true)]
    [InlineData("São Paulo", "sa\u0303o paulo", false, false, true)]
    [InlineData("São Paulo", "Sao Paulo", false, false, false)]
    [InlineData("Paris", "paris", true, false, false)]
    [InlineData("par*", "Parisian", false, false, true)]
    [InlineData("*a*b*c*", "xxaxxbxxcxx", false, false, true)]
    [InlineData("a*a", "a", false, false, false)]
    [InlineData("2\\*3", "2*3", false, false, true)]
    [InlineData("2\\*3", "2xx3", false, false, false)]
    [InlineData("*", "anything", false, false, true)]
    public void A_short_answer_matches(string accepted, string answer, bool caseSensitive, bool ignoreAccents, bool matches) =>
        new ShortAnswer([new(accepted)], caseSensitive, ignoreAccents).Score(new(Text: answer)).ShouldBe(matches ? 1 : 0);

    [Fact]
    public void A_pattern_made_to_explode_does_not()
    {
        var question = new ShortAnswer([.. Enumerable.Repeat(new TextAnswer(string.Concat(Enumerable.Repeat("*a", 499)) + "b"), 100)]);
        var started = System.Diagnostics.Stopwatch.GetTimestamp();

        question.Score(new(Text: new string('a', 1_000))).ShouldBe(0);

        // A backtracking match would take longer than the universe has; ten seconds leave room for a slow machine.
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(3.13, 1)]
    [InlineData(3.15, 1)]
    [InlineData(3.16, 0.5)]
    [InlineData(4, 0)]
    public void A_number_is_taken_within_its_tolerance(double number, double part) =>
        Samples.All[Numeric.Kind].Body.Score(new(Number: number)).ShouldBe((decimal)part);

    [Fact]
    public void Three_thirds_are_everything_and_a_wrong_option_costs()
    {
        var body = new MultipleChoice(
            [
                .. ((decimal[])[0.33333m, 0.33333m, 0.33333m, -0.5m])
                    .Select(fraction => new ChoiceOption(Guid.NewGuid(), new("x"), fraction)),
            ]);
        var ids = body.Options.Select(option => option.Id).ToList();

        body.Score(new(OptionIds: ids[..3])).ShouldBe(1);
        body.Score(new(OptionIds: ids[..1])).ShouldBe(0.3333m);
        body.Score(new(OptionIds: ids)).ShouldBe(0.5m);
        body.Score(new(OptionIds: ids[3..])).ShouldBe(0);
        (body with { AllOrNothing = true }).Score(new(OptionIds: ids[..2])).ShouldBe(0);
    }

    [Fact]
    public void An_order_gets_its_rank_correlation()
    {
        var body = (Ordering)Samples.All[Ordering.Kind].Prepared().Body;
        var ids = body.Items.Select(item => item.Id).ToList();

        body.Score(new(ItemIds: ids)).ShouldBe(1);
        body.Score(new(ItemIds: [ids[1], ids[0], ids[2]])).ShouldBe(0.3333m);
        body.Score(new(ItemIds: [ids[2], ids[1], ids[0]])).ShouldBe(0);
    }

    [Theory]
    [InlineData(AttemptScoring.Best, 90)]
    [InlineData(AttemptScoring.Latest, 60)]
    [InlineData(AttemptScoring.Average, 66.67)]
    public void Several_attempts_give_one_result(AttemptScoring scoring, double result)
    {
        Assessment.ResultOf(scoring, [50, 90, 60]).ShouldBe((decimal)result);
        Assessment.ResultOf(scoring, []).ShouldBeNull();
    }

    private static IEnumerable<Gen<QuestionBody>> Bodies()
    {
        var options = Fractions.Two().SelectMany(_ => Fractions.ListOf(4)).Select(list => list.Select((fraction, n) =>
            new ChoiceOption(Guid.Empty, new($"option {n}"), n == 0 ? Math.Min(Math.Abs(fraction) + 0.01m, 1) : fraction)).ToList());
        yield return options.Select(list => (QuestionBody)new SingleChoice(list));
        yield return options.Select(list => (QuestionBody)new MultipleChoice(list));
        yield return options.Select(list => (QuestionBody)new MultipleChoice(list, AllOrNothing: true));
        yield return ArbMap.Default.GeneratorFor<bool>().Select(answer => (QuestionBody)new TrueFalse(answer));
        yield return from value in Numbers
                     from fraction in Fractions
                     select (QuestionBody)new Numeric([new(double.IsFinite(value) ? value : 0, 0.5), new(null, 0, fraction)]);
        yield return from text in Texts
                     from other in Texts
                     from flags in Gen.Choose(0, 3)
                     select (QuestionBody)new ShortAnswer([new(text), new(other, 0.5m)], (flags & 1) == 1, (flags & 2) == 2);
        yield return Gen.Constant(Samples.All[Matching.Kind].Body);
        yield return Gen.Constant(Samples.All[Ordering.Kind].Body);
        yield return Gen.Constant(Samples.All[Essay.Kind].Body);
    }

    /// <summary>Answers of the right shape, and some of any.</summary>
    private static Gen<Answer> Answers(QuestionBody body)
    {
        var ids = body switch
        {
            SingleChoice choice => choice.Options.Select(option => option.Id).ToArray(),
            MultipleChoice choice => [.. choice.Options.Select(option => option.Id)],
            Matching matching => [.. matching.Pairs.Select(pair => pair.Id)],
            Ordering ordering => [.. ordering.Items.Select(item => item.Id)],
            _ => [Guid.NewGuid()],
        };
        var anyId = Gen.OneOf(Gen.Elements(ids), Gen.Constant(Guid.Empty));
        var permutation = Gen.Shuffle(ids).Select(list => list.ToList());
        return Gen.OneOf(
            anyId.Select(id => new Answer(OptionId: id)),
            from list in permutation from count in Gen.Choose(0, ids.Length) select new Answer(OptionIds: list[..count]),
            anyId.ListOf().Select(list => new Answer(OptionIds: list.ToList())),
            ArbMap.Default.GeneratorFor<bool>().Select(value => new Answer(Value: value)),
            Numbers.Select(number => new Answer(Number: number)),
            Texts.Select(text => new Answer(Text: text)),
            from list in permutation
            from match in Gen.Elements("bark", "miaow", "moo", "other")
            select new Answer(Matches: list.Distinct().ToDictionary(id => id, _ => match)),
            permutation.Select(list => new Answer(ItemIds: list)),
            Gen.Constant(new Answer(Value: true, Text: "both")),
            Gen.Constant(new Answer()));
    }

    private static void Check<T>(Gen<T> cases, Action<T> holds) => Prop.ForAll(Arb.From(cases), holds).Check(Many);
}
