using LearningPlatform.ServiceDefaults.Memory;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Memory;

public sealed class AssemblyImagesTests
{
    private static readonly string Assembly = typeof(ShouldlyConfiguration).Assembly.Location;

    [LinuxFact]
    public void Pages_of_an_assembly_leave_the_process_and_come_back_when_read()
    {
        using var mapping = FileMapping.OpenShared(Assembly);
        var before = mapping.Read();
        mapping.ResidentKilobytes.ShouldBeGreaterThan(before.Length / 2048);

        AssemblyImages.Release();

        mapping.ResidentKilobytes.ShouldBe(0);
        mapping.Read().ShouldBe(before);
    }

    [LinuxFact]
    public void What_was_written_into_a_mapping_of_an_assembly_stays()
    {
        using var mapping = FileMapping.OpenPrivate(Assembly);
        var written = mapping.Read();
        written[FileMapping.PageBytes] ^= 0xff;
        mapping.Write(FileMapping.PageBytes, written[FileMapping.PageBytes]);
        mapping.MakeReadOnly();

        AssemblyImages.Release();

        mapping.Read().ShouldBe(written);
    }

    [LinuxFact]
    public void Other_files_are_left_alone()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[FileMapping.PageBytes]);
        using var mapping = FileMapping.OpenShared(path);
        File.Delete(path);
        mapping.Read();

        AssemblyImages.Release();

        mapping.ResidentKilobytes.ShouldBe(FileMapping.PageBytes / 1024);
    }
}
