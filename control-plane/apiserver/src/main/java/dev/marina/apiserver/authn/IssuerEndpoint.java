package dev.marina.apiserver.authn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marina.api.Document;
import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.pki.ClusterKeys;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// How others check a cluster's service-account tokens: OpenID discovery and the public keys.
public final class IssuerEndpoint implements ApiHandler {

    private static final int COORDINATE_BYTES = 32;

    private final ServiceAccountTokens tokens;

    public IssuerEndpoint(ServiceAccountTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        if (request.cluster().isEmpty()) {
            throw StatusException.notServed();
        }
        return request.path().equals("/openid/v1/jwks") ? answer("application/jwk-set+json", keys(request)) : answer(ApiResponse.JSON, configuration(request));
    }

    private static ApiResponse answer(String contentType, Document document) {
        return new ApiResponse.Bytes(200, contentType, List.of(document.bytes()), Map.of("cache-control", "public, max-age=3600"));
    }

    private Document configuration(ApiRequest request) {
        String issuer = tokens.issuer(request.requireCluster());
        return Document.empty().edited(node -> {
            node.put("issuer", issuer).put("jwks_uri", issuer + "/openid/v1/jwks");
            node.putArray("response_types_supported").add("id_token");
            node.putArray("subject_types_supported").add("public");
            node.putArray("id_token_signing_alg_values_supported").add("ES256");
        });
    }

    private static Document keys(ApiRequest request) {
        ECPublicKey key = (ECPublicKey) ClusterKeys.tokenPublicKey(request.requireCluster());
        return Document.empty().edited(node -> {
            ObjectNode jwk = node.putArray("keys").addObject();
            jwk.put("use", "sig").put("kty", "EC").put("kid", ServiceAccountTokens.KEY_ID + request.clusterId()).put("crv", "P-256").put("alg", "ES256");
            jwk.put("x", coordinate(key.getW().getAffineX())).put("y", coordinate(key.getW().getAffineY()));
        });
    }

    private static String coordinate(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[COORDINATE_BYTES];
        int length = Math.min(bytes.length, COORDINATE_BYTES);
        System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE_BYTES - length, length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(fixed);
    }
}
