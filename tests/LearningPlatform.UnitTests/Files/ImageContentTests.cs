using System.Buffers.Binary;
using System.Text;
using LearningPlatform.Core.Files;

namespace LearningPlatform.UnitTests.Files;

public sealed class ImageContentTests
{
    [Theory]
    [InlineData("picture.png", "image/png", "png")]
    [InlineData("alpha.png", "image/png", "png")]
    [InlineData("picture.jpg", "image/jpeg", "jpg")]
    [InlineData("lossy.webp", "image/webp", "webp")]
    [InlineData("lossless.webp", "image/webp", "webp")]
    [InlineData("alpha.webp", "image/webp", "webp")]
    public void A_real_picture_is_known_by_its_content(string name, string mediaType, string extension) =>
        ImageContent.Identify(Sample.Read(name)).Value.ShouldBe(new ImageInfo(mediaType, extension, 37, 21));

    [Theory]
    [InlineData("lossy.webp")]
    [InlineData("lossless.webp")]
    public void A_webp_of_the_simple_format_is_known(string name) =>
        ImageContent.Identify(Sample.SimpleWebp(name)).Value.ShouldBe(new ImageInfo("image/webp", "webp", 37, 21));

    public static TheoryData<string> Names => [.. Sample.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_picture_that_is_cut_off_anywhere_is_refused(string name)
    {
        var picture = Sample.Read(name);
        for (var length = 0; length < picture.Length; length++)
        {
            Refusal(picture.AsSpan(0, length)).Code.ShouldBe("NOT_AN_IMAGE", $"the first {length} bytes");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Anything_behind_the_picture_is_refused(string name)
    {
        byte[][] behind =
        [
            "<html><script>alert(1)</script></html>"u8.ToArray(), "<?php system($_GET['c']); ?>"u8.ToArray(), "PK\x3\x4"u8.ToArray(), "#!/bin/sh\n"u8.ToArray(), "\n"u8.ToArray(),
            "MZ"u8.ToArray(), [0xFF], [0xFF, 0xD8, 0xFF],
        ];
        foreach (var added in behind)
        {
            Refusal([.. Sample.Read(name), .. added]).Code.ShouldBe("NOT_AN_IMAGE", Encoding.Latin1.GetString(added));
        }

        Refusal([.. Sample.Read(name), .. "<html>"u8]).Message.ShouldContain("behind");
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF89a\x01\x00\x01\x00")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("BM6\0\0\0")]
    [InlineData("%PDF-1.7")]
    [InlineData("RIFF\x24\0\0\0WAVEfmt ")]
    [InlineData("II*\0")]
    [InlineData("\0\0\0\x1CftypavifXXXX")]
    public void Another_format_is_refused(string content) => Refusal(Encoding.Latin1.GetBytes(content)).Code.ShouldBe("NOT_AN_IMAGE");

    [Theory]
    [InlineData("picture.png", 8)]
    [InlineData("picture.jpg", 3)]
    [InlineData("lossy.webp", 12)]
    public void A_signature_alone_is_no_picture(string name, int length)
    {
        var page = "<html><body onload=alert(1)>".PadRight(100);
        Refusal([.. Sample.Read(name)[..length], .. Encoding.ASCII.GetBytes(page)]).Code.ShouldBe("NOT_AN_IMAGE");
    }

    [Fact]
    public void More_than_5_MB_is_too_large() => Refusal(new byte[ImageContent.MaxBytes + 1]).Code.ShouldBe("IMAGE_TOO_LARGE");

    [Fact]
    public void A_png_whose_header_was_changed_is_refused()
    {
        var picture = Sample.Read("picture.png");
        for (var index = 8; index < 33; index++)
        {
            Refusal(picture.With(index, (byte)(picture[index] ^ 1))).Code.ShouldBe("NOT_AN_IMAGE", $"byte {index}");
        }
    }

    [Fact]
    public void A_png_without_pixels_is_refused()
    {
        var picture = Sample.Read("picture.png");

        Refusal([.. picture[..33], .. picture[^12..]]).Code.ShouldBe("NOT_AN_IMAGE");
    }

    [Theory]
    [InlineData(0, 21)]
    [InlineData(37, 0)]
    [InlineData(10_001, 21)]
    [InlineData(37, 65_535)]
    public void A_jpegs_sides_have_limits(int width, int height)
    {
        Refusal(JpegOf(width, height)).Message.ShouldContain("1 to 10000 pixels");
        ImageContent.Identify(JpegOf(10_000, 1)).Value.ShouldBe(new ImageInfo("image/jpeg", "jpg", 10_000, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    [InlineData(-1)]
    public void A_webps_sides_have_limits(int width)
    {
        var picture = Sample.SimpleWebp("lossy.webp");
        var changed = picture.With(26, (byte)width, (byte)((width >> 8) & 0x3F));

        Refusal(changed).Code.ShouldBe("NOT_AN_IMAGE");
    }

    [Fact]
    public void A_webp_whose_canvas_is_not_the_pictures_is_refused()
    {
        var picture = Sample.Read("lossy.webp");

        Refusal(picture.With(24, 38)).Message.ShouldContain("damaged");
    }

    [Fact]
    public void A_jpeg_of_several_scans_is_known()
    {
        var picture = Sample.Read("picture.jpg");
        var scan = picture[ScanAt(picture)..^2];

        ImageContent.Identify([.. picture[..^2], .. scan, .. picture[^2..]]).Value.Width.ShouldBe(37);
    }

    [Fact]
    public void A_phones_jpeg_with_a_second_picture_and_zeros_behind_it_is_known()
    {
        var picture = Sample.Read("picture.jpg");

        ImageContent.Identify([.. picture, 0, 0, .. picture, 0]).Value.ShouldBe(new ImageInfo("image/jpeg", "jpg", 37, 21));
        Refusal([.. picture, .. picture[..^10]]).Code.ShouldBe("NOT_AN_IMAGE");
        Refusal([.. picture, 0, .. picture, .. "<script>"u8]).Code.ShouldBe("NOT_AN_IMAGE");
    }

    [Fact]
    public void A_jpeg_without_a_scan_or_a_frame_is_refused()
    {
        Refusal([0xFF, 0xD8, 0xFF, 0xD9]).Code.ShouldBe("NOT_AN_IMAGE");
        var picture = Sample.Read("picture.jpg");
        Refusal([.. picture[..FrameAt(picture)], 0xFF, 0xD9]).Code.ShouldBe("NOT_AN_IMAGE");
        Refusal([.. picture[..ScanAt(picture)], 0xFF, 0xD9]).Code.ShouldBe("NOT_AN_IMAGE");
        Refusal([.. picture[..FrameAt(picture)], .. picture[ScanAt(picture)..]]).Code.ShouldBe("NOT_AN_IMAGE");
    }

    private static byte[] JpegOf(int width, int height)
    {
        var picture = Sample.Read("picture.jpg");
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(FrameAt(picture) + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(FrameAt(picture) + 7), (ushort)width);
        return picture;
    }

    private static int FrameAt(byte[] picture) => picture.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);

    private static int ScanAt(byte[] picture) => picture.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]);

    private static Failure Refusal(ReadOnlySpan<byte> bytes) => ImageContent.Identify(bytes).Failure.ShouldNotBeNull();
}
