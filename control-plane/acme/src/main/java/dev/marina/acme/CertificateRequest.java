package dev.marina.acme;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;

/// A request for a certificate of names (RFC 2986), in DER. The names stand in `subjectAltName` alone, where they count.
public final class CertificateRequest {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int OBJECT_ID = 0x06;
    private static final int CONTEXT_CONSTRUCTED = 0xa0;
    private static final int DNS_NAME = 0x82;
    /// 1.2.840.113549.1.9.14
    private static final byte[] EXTENSION_REQUEST = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x09, 0x0e};
    /// 2.5.29.17
    private static final byte[] ALT_NAME = {0x55, 0x1d, 0x11};
    /// 1.2.840.10045.4.3.2
    private static final byte[] ECDSA_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};

    private CertificateRequest() {}

    public static byte[] of(List<String> names, KeyPair key) {
        byte[] alternatives = der(SEQUENCE, names.stream().map(name -> der(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII))).toArray(byte[][]::new));
        byte[] extensions = der(SEQUENCE, der(SEQUENCE, der(OBJECT_ID, ALT_NAME), der(OCTET_STRING, alternatives)));
        byte[] attributes = der(CONTEXT_CONSTRUCTED, der(SEQUENCE, der(OBJECT_ID, EXTENSION_REQUEST), der(SET, extensions)));
        byte[] information = der(SEQUENCE, der(INTEGER, new byte[] {0}), der(SEQUENCE), key.getPublic().getEncoded(), attributes);
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(key.getPrivate());
            signature.update(information);
            return der(SEQUENCE, information, der(SEQUENCE, der(OBJECT_ID, ECDSA_SHA256)), der(BIT_STRING, new byte[] {0}, signature.sign()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = content.size();
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
