package dev.marina.acme;

import com.fasterxml.jackson.databind.JsonNode;

/// What an ACME server has against a request, or against a name (RFC 8555, 6.7). The message names the problem's type.
public final class AcmeProblem extends Exception {

    private static final String TYPES = "urn:ietf:params:acme:error:";
    private static final int LONGEST = 500;

    private final String type;

    public AcmeProblem(String type, String detail) {
        super(type + (detail.isEmpty() ? "" : ": " + detail));
        this.type = type;
    }

    public static AcmeProblem of(JsonNode document, String otherwise) {
        String type = document.path("type").asText(otherwise);
        String detail = printable(document.path("detail").asText());
        for (JsonNode part : document.path("subproblems")) {
            detail += " [%s: %s]".formatted(printable(part.path("identifier").path("value").asText()), printable(part.path("detail").asText()));
        }
        return new AcmeProblem(printable(type.startsWith(TYPES) ? type.substring(TYPES.length()) : type), detail);
    }

    /// As in `rateLimited`, `unauthorized`.
    public String type() {
        return type;
    }

    private static String printable(String text) {
        String one = text.replaceAll("\\p{Cntrl}+", " ");
        return one.length() > LONGEST ? one.substring(0, LONGEST) : one;
    }
}
