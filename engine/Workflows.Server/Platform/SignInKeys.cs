using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;

namespace Workflows.Server.Platform;

/// <summary>The keys that protect sign-ins, forms and kept answers, in the platform database: every node has the same, a backup holds them.</summary>
internal sealed class SignInKeys(IDbContextFactory<PlatformDb> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.SignInKeys.AsNoTracking().OrderBy(k => k.Name).Select(k => k.Xml).ToList().Select(x => XElement.Parse(x))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.SignInKeys.Add(new SignInKeyRow { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }

    /// <summary>Whether every key can be opened; false when the database was written under another key of the vault.</summary>
    public static bool Open(IServiceProvider services)
    {
        foreach (var key in services.GetRequiredService<IKeyManager>().GetAllKeys())
        {
            try { if (key.CreateEncryptor() is null) return false; }
            catch (System.Security.Cryptography.CryptographicException) { return false; }
        }
        return true;
    }
}

/// <summary>Seals a key with the vault's before it is stored.</summary>
internal sealed class SealedXml(ISealer sealer) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var bytes = sealer.Seal(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(bytes)), typeof(OpenedXml));
    }
}

/// <summary>Opens what <see cref="SealedXml"/> sealed. Made by the key manager, which gives it the services.</summary>
internal sealed class OpenedXml(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<ISealer>().Open(Convert.FromBase64String(encryptedElement.Value))));
}
