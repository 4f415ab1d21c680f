using System.Buffers.Binary;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>
/// The reflected cyclic redundancy checks that S3 knows. Here since the framework has only pieces of them; eight bytes a
/// step, as every upload of the AWS clients passes one.
/// </summary>
internal sealed class Crc : RunningHash
{
    private static readonly ulong[][] Crc32Tables = Tables(0xEDB88320);
    private static readonly ulong[][] Crc32CTables = Tables(0x82F63B78);
    private static readonly Lazy<ulong[][]> Crc64NvmeTables = new(() => Tables(0x9A6C9329AC4BC9B5));

    private readonly ulong[][] _tables;
    private readonly ulong _ones;
    private ulong _register;

    private Crc(ulong[][] tables, ulong ones) => (_tables, _ones, _register) = (tables, ones, ones);

    public static Crc Crc32() => new(Crc32Tables, uint.MaxValue);

    public static Crc Crc32C() => new(Crc32CTables, uint.MaxValue);

    public static Crc Crc64Nvme() => new(Crc64NvmeTables.Value, ulong.MaxValue);

    public override void Append(ReadOnlySpan<byte> data)
    {
        var (register, tables) = (_register, _tables);
        for (; data.Length >= 8; data = data[8..])
        {
            var word = register ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            register = tables[7][(byte)word] ^ tables[6][(byte)(word >> 8)]
                ^ tables[5][(byte)(word >> 16)] ^ tables[4][(byte)(word >> 24)]
                ^ tables[3][(byte)(word >> 32)] ^ tables[2][(byte)(word >> 40)]
                ^ tables[1][(byte)(word >> 48)] ^ tables[0][(byte)(word >> 56)];
        }

        foreach (var octet in data)
        {
            register = tables[0][(byte)(register ^ octet)] ^ (register >> 8);
        }

        _register = register;
    }

    /// <summary>The checksum so far, big-endian, 4 or 8 bytes.</summary>
    public override byte[] Value()
    {
        var value = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(value, _register ^ _ones);
        return _ones == uint.MaxValue ? value[4..] : value;
    }

    // tables[n][b] is what byte b does to the register when n more bytes follow it.
    private static ulong[][] Tables(ulong polynomial)
    {
        var tables = new ulong[8][];
        for (var n = 0; n < 8; n++)
        {
            tables[n] = new ulong[256];
            for (var octet = 0; octet < 256; octet++)
            {
                tables[n][octet] = n == 0
                    ? Step((ulong)octet, polynomial)
                    : tables[0][(byte)tables[n - 1][octet]] ^ (tables[n - 1][octet] >> 8);
            }
        }

        return tables;
    }

    private static ulong Step(ulong register, ulong polynomial)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            register = (register & 1) == 1 ? (register >> 1) ^ polynomial : register >> 1;
        }

        return register;
    }
}
