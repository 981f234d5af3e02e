package dev.marina.acme;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// An ACME server that does what RFC 8555 says as far as a client sees it: signatures, nonces used once, orders, challenges that are really
/// looked at, requests that are really read, certificates by an authority of its own.
public final class AcmeServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final X500Name ISSUER = new X500Name("CN=test authority");

    /// What is found under a name's challenge.
    public interface Web extends BiFunction<String, String, Optional<String>> {}

    private static final class Order {
        final List<String> hosts = new ArrayList<>();
        final List<String> tokens = new ArrayList<>();
        final Map<String, JsonNode> errors = new ConcurrentHashMap<>();
        final Set<String> proved = new HashSet<>();
        String account;
        String certificate = "";
    }

    private final HttpsServer server;
    private final KeyPair authority = AccountKey.keyPair();
    private final Web web;
    private final Set<String> nonces = ConcurrentHashMap.newKeySet();
    private final Map<String, PublicKey> accounts = new ConcurrentHashMap<>();
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    public final List<String> looked = new CopyOnWriteArrayList<>();
    public final List<String> contacts = new CopyOnWriteArrayList<>();
    public volatile Duration life = Duration.ofDays(90);
    public volatile Instant now = Instant.now();
    public volatile Optional<String> refusal = Optional.empty();
    public volatile int staleNonces;
    private final Path trust;

    public AcmeServer(Path directory, Web web) throws Exception {
        this.web = web;
        X509Certificate own = certificate(new X500Name("CN=localhost"), List.of("localhost"), authority.getPublic());
        trust = Files.writeString(directory.resolve("acme-ca.pem"), pem(own));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("own", authority.getPrivate(), new char[0], new X509Certificate[] {own});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /// A file with whom to trust.
    public Path trust() {
        return trust;
    }

    public AcmeDirectory directory() {
        return AcmeDirectory.of(url("/directory"), Optional.of(trust), Optional.of("ops@example.org"));
    }

    public String url(String path) {
        return "https://localhost:%d%s".formatted(server.getAddress().getPort(), path);
    }

    public int orders() {
        return orders.size();
    }

    public int accounts() {
        return accounts.size();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String nonce = UUID.randomUUID().toString();
            nonces.add(nonce);
            exchange.getResponseHeaders().set("Replay-Nonce", nonce);
            try {
                route(exchange, exchange.getRequestURI().getPath());
            } catch (Refused refused) {
                say(exchange, refused.status,
                        JSON.createObjectNode().put("type", "urn:ietf:params:acme:error:" + refused.type).put("detail", refused.getMessage())
                                .toString());
            } catch (Exception failure) {
                say(exchange, 500,
                        JSON.createObjectNode().put("type", "urn:ietf:params:acme:error:serverInternal").put("detail", failure.toString()).toString());
            }
        }
    }

    private static final class Refused extends Exception {
        final int status;
        final String type;

        Refused(int status, String type, String detail) {
            super(detail);
            this.status = status;
            this.type = type;
        }
    }

    private record Signed(String account, PublicKey key, JsonNode payload) {}

    private void route(HttpExchange exchange, String path) throws Exception {
        String[] parts = path.substring(1).split("/");
        switch (parts[0]) {
            case "directory" -> say(exchange, 200, JSON.createObjectNode().put("newNonce", url("/nonce")).put("newAccount", url("/account"))
                    .put("newOrder", url("/order")).toString());
            case "nonce" -> exchange.sendResponseHeaders(200, -1);
            case "account" -> account(exchange);
            case "order" -> {
                Signed signed = signed(exchange);
                Order order = parts.length == 1 ? begin(signed) : orders.get(Integer.parseInt(parts[1]));
                mine(signed, order);
                int number = orders.indexOf(order);
                exchange.getResponseHeaders().set("Location", url("/order/" + number));
                say(exchange, parts.length == 1 ? 201 : 200, describe(order, number).toString());
            }
            case "authorization" -> {
                Order order = orders.get(Integer.parseInt(parts[1]));
                mine(signed(exchange), order);
                say(exchange, 200, authorization(order, Integer.parseInt(parts[1]), Integer.parseInt(parts[2])).toString());
            }
            case "challenge" -> {
                Order order = orders.get(Integer.parseInt(parts[1]));
                Signed signed = signed(exchange);
                mine(signed, order);
                look(order, Integer.parseInt(parts[2]), signed.key);
                say(exchange, 200, "{}");
            }
            case "finalize" -> {
                Order order = orders.get(Integer.parseInt(parts[1]));
                Signed signed = signed(exchange);
                mine(signed, order);
                order.certificate = issue(order, Base64.getUrlDecoder().decode(signed.payload.path("csr").asText()));
                say(exchange, 200, describe(order, Integer.parseInt(parts[1])).toString());
            }
            case "certificate" -> {
                Order order = orders.get(Integer.parseInt(parts[1]));
                mine(signed(exchange), order);
                say(exchange, 200, order.certificate);
            }
            default -> throw new Refused(404, "malformed", path);
        }
    }

    private void account(HttpExchange exchange) throws Exception {
        Signed signed = signed(exchange);
        signed.payload.path("contact").forEach(contact -> contacts.add(contact.asText()));
        String known = accounts.entrySet().stream().filter(each -> each.getValue().equals(signed.key)).map(Map.Entry::getKey).findFirst()
                .orElse(url("/account/" + (accounts.size() + 1)));
        accounts.put(known, signed.key);
        exchange.getResponseHeaders().set("Location", known);
        say(exchange, 201, "{\"status\":\"valid\"}");
    }

    private Order begin(Signed signed) throws Refused {
        if (refusal.isPresent()) {
            throw new Refused(429, refusal.get(), "too many of them");
        }
        Order order = new Order();
        order.account = signed.account;
        signed.payload.path("identifiers").forEach(each -> {
            order.hosts.add(each.path("value").asText());
            order.tokens.add(UUID.randomUUID().toString().replace("-", ""));
        });
        orders.add(order);
        return order;
    }

    private static void mine(Signed signed, Order order) throws Refused {
        if (!order.account.equals(signed.account)) {
            throw new Refused(403, "unauthorized", "this order is another account's");
        }
    }

    private ObjectNode describe(Order order, int number) {
        ObjectNode root = JSON.createObjectNode().put("finalize", url("/finalize/" + number));
        for (int i = 0; i < order.hosts.size(); i++) {
            root.withArray("authorizations").add(url("/authorization/%d/%d".formatted(number, i)));
        }
        root.put("status", !order.errors.isEmpty()
                ? "invalid"
                : !order.certificate.isEmpty() ? "valid" : order.proved.size() == order.hosts.size() ? "ready" : "pending");
        return order.certificate.isEmpty() ? root : root.put("certificate", url("/certificate/" + number));
    }

    private ObjectNode authorization(Order order, int number, int index) {
        String host = order.hosts.get(index);
        ObjectNode root = JSON.createObjectNode().put("status", order.proved.contains(host) ? "valid" : order.errors.containsKey(host) ? "invalid" : "pending");
        root.putObject("identifier").put("type", "dns").put("value", host);
        root.withArray("challenges").addObject().put("type", "dns-01").put("url", "x").put("token", "y");
        ObjectNode challenge = root.withArray("challenges").addObject().put("type", "http-01").put("url", url("/challenge/%d/%d".formatted(number, index)))
                .put("token", order.tokens.get(index));
        if (order.errors.containsKey(host)) {
            challenge.set("error", order.errors.get(host));
        }
        return root;
    }

    private void look(Order order, int index, PublicKey account) {
        String host = order.hosts.get(index);
        String token = order.tokens.get(index);
        looked.add(host);
        Optional<String> found = web.apply(host, token);
        String wanted = new AccountKey(null, (ECPublicKey) account).authorization(token);
        if (found.filter(wanted::equals).isPresent()) {
            order.proved.add(host);
        } else {
            order.errors.put(host, JSON.createObjectNode().put("type", "urn:ietf:params:acme:error:unauthorized")
                    .put("detail", "under %s there is %s".formatted(host, found.orElse("nothing"))));
        }
    }

    private String issue(Order order, byte[] der) throws Exception {
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
        if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(request.getSubjectPublicKeyInfo()))) {
            throw new Refused(400, "badCSR", "its signature is wrong");
        }
        Extensions extensions = Extensions
                .getInstance(request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0].getAttrValues().getObjectAt(0));
        List<String> names = new ArrayList<>();
        for (GeneralName name : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames()) {
            names.add(name.getName().toString());
        }
        if (!Set.copyOf(names).equals(Set.copyOf(order.hosts)) || order.proved.size() != order.hosts.size()) {
            throw new Refused(403, "orderNotReady", "names are " + names);
        }
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new java.security.spec.X509EncodedKeySpec(request.getSubjectPublicKeyInfo().getEncoded()));
        return pem(certificate(new X500Name("CN=" + names.getFirst()), names, key)) + pem(certificate(ISSUER, List.of(), authority.getPublic()));
    }

    private X509Certificate certificate(X500Name subject, List<String> names, PublicKey key) throws Exception {
        Instant from = now.minusSeconds(60);
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(ISSUER, new BigInteger(64, new java.security.SecureRandom()), Date.from(from),
                Date.from(from.plus(life)), subject, key);
        if (!names.isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(names.stream().map(name -> new GeneralName(GeneralName.dNSName, name)).toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter().getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
    }

    private static String pem(X509Certificate certificate) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(certificate);
        }
        return text.toString();
    }

    private Signed signed(HttpExchange exchange) throws Exception {
        JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(body.path("protected").asText()));
        if (staleNonces > 0) {
            staleNonces--;
            throw new Refused(400, "badNonce", "too old");
        }
        if (!nonces.remove(header.path("nonce").asText())) {
            throw new Refused(400, "badNonce", "never given, or used");
        }
        if (!header.path("url").asText().equals(url(exchange.getRequestURI().getPath())) || !header.path("alg").asText().equals("ES256")) {
            throw new Refused(400, "malformed", "url or alg");
        }
        String account = header.path("kid").asText();
        PublicKey key = header.has("jwk") ? key(header.path("jwk")) : accounts.get(account);
        if (key == null) {
            throw new Refused(400, "accountDoesNotExist", account);
        }
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key);
        signature.update((body.path("protected").asText() + "." + body.path("payload").asText()).getBytes(StandardCharsets.US_ASCII));
        if (!signature.verify(Base64.getUrlDecoder().decode(body.path("signature").asText()))) {
            throw new Refused(401, "unauthorized", "the signature is wrong");
        }
        String payload = new String(Base64.getUrlDecoder().decode(body.path("payload").asText()), StandardCharsets.UTF_8);
        return new Signed(account, key, payload.isEmpty() ? JSON.createObjectNode() : JSON.readTree(payload));
    }

    private static PublicKey key(JsonNode jwk) throws Exception {
        ECPoint point = new ECPoint(new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path("x").asText())),
                new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path("y").asText())));
        ECPublicKey any = (ECPublicKey) AccountKey.keyPair().getPublic();
        return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, any.getParams()));
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    public URI uri() {
        return URI.create(url("/"));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
