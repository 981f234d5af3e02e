package dev.marina.model.placement;

import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;

/// Whether tolerations cover a taint.
public final class Tolerations {

    private Tolerations() {}

    public static boolean tolerate(List<Toleration> tolerations, Taint taint) {
        return tolerations.stream().anyMatch(toleration -> covers(toleration, taint));
    }

    private static boolean covers(Toleration toleration, Taint taint) {
        if (!blank(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())) {
            return false;
        }
        if (!blank(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
            return false;
        }
        String operator = blank(toleration.getOperator()) ? "Equal" : toleration.getOperator();
        return switch (operator) {
            case "Exists" -> true;
            case "Equal" -> text(toleration.getValue()).equals(text(taint.getValue())) && !blank(toleration.getKey());
            default -> false;
        };
    }

    private static boolean blank(String text) {
        return text == null || text.isEmpty();
    }

    private static String text(String text) {
        return text == null ? "" : text;
    }
}
