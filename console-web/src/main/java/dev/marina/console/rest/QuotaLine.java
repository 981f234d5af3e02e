package dev.marina.console.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;

/// How much of one resource a tenant has taken, in the API's own words and as a share.
public record QuotaLine(String resource, String used, String limit, double share) {

    static List<QuotaLine> of(JsonNode quota) {
        List<QuotaLine> lines = new ArrayList<>();
        for (String resource : List.of("clusters", "nodes", "cpu", "memory")) {
            String used = quota.path("used").path(resource).asText("0");
            String limit = quota.path("limits").path(resource).asText("0");
            lines.add(new QuotaLine(resource, used, limit, share(used, limit)));
        }
        return lines;
    }

    private static double share(String used, String limit) {
        double most = new Quantity(limit).getNumericalAmount().doubleValue();
        return most == 0 ? 1 : Math.min(1, new Quantity(used).getNumericalAmount().doubleValue() / most);
    }
}
