using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Files;

namespace LearningPlatform.UnitTests.Files;

/// <summary>Whatever the bytes, the answer is a picture within the limits or a refusal; never an exception.</summary>
public sealed class ImageContentProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(5_000);
    private static readonly byte[][] Pictures = [.. Sample.Names.Select(Sample.Read), Sample.SimpleWebp("lossy.webp"), Sample.SimpleWebp("lossless.webp")];
    private static readonly Gen<byte[]> Noise = Gen.Choose(0, 255).Select(octet => (byte)octet).ArrayOf();

    [Fact]
    public void Random_bytes() => Check(Noise);

    [Fact]
    public void Random_bytes_behind_a_real_beginning() => Check(
        from picture in Gen.Elements(Pictures)
        from length in Gen.Choose(0, 60)
        from noise in Noise
        select picture[..length].Concat(noise).ToArray());

    [Fact]
    public void Real_pictures_with_some_bytes_changed() => Check(
        from picture in Gen.Elements(Pictures)
        from changes in (from index in Gen.Choose(0, picture.Length - 1) from octet in Gen.Choose(0, 255) select (index, octet)).NonEmptyListOf()
        select changes.Aggregate(picture, (changed, change) => changed.With(change.index, (byte)change.octet)));

    [Fact]
    public void Real_pictures_with_a_piece_cut_out_or_doubled() => Check(
        from picture in Gen.Elements(Pictures)
        from first in Gen.Choose(0, picture.Length)
        from second in Gen.Choose(0, picture.Length)
        select picture[..first].Concat(picture[second..]).ToArray());

    private static void Check(Gen<byte[]> files) => Prop.ForAll(Arb.From(files), bytes =>
    {
        var outcome = ImageContent.Identify(bytes);
        if (outcome.TryGet(out var image, out var failure))
        {
            image.Width.ShouldBeInRange(1, ImageContent.MaxSide);
            image.Height.ShouldBeInRange(1, ImageContent.MaxSide);
        }
        else
        {
            failure.Code.ShouldBe("NOT_AN_IMAGE");
        }
    }).Check(Many);
}
