package dev.marina.console.worlds;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One world at a moment: its nodes with their pods, each in its colour. The table says the same, so that this is for eyes only.
final class WorldPicture extends Div {

    private static final int MOST_PODS = 200;

    /// @param side 0 for A, 1 for B
    WorldPicture(Film film, int second, int side) {
        addClassName("world-picture");
        getElement().setAttribute("aria-hidden", "true");
        Map<String, List<Div>> places = new TreeMap<>();
        Map<Integer, JsonNode> states = film.at(second, side);
        states.forEach((number, state) -> {
            if (film.objects().get(number).resource().equals("nodes")) {
                places.computeIfAbsent(film.objects().get(number).name(), _ -> new ArrayList<>());
            }
        });
        states.entrySet().stream().filter(each -> film.objects().get(each.getKey()).pod()).limit(MOST_PODS)
                .forEach(each -> places.computeIfAbsent(each.getValue().path("node").asText(), _ -> new ArrayList<>())
                        .add(pod(film.objects().get(each.getKey()), each.getValue(), film.apart(second).contains(each.getKey()))));
        places.forEach((node, pods) -> {
            Div place = new Div(new Span(node.isEmpty() ? getTranslation("worlds.no-node") : node));
            place.addClassName("world-node");
            pods.forEach(place::add);
            add(place);
        });
    }

    private static Div pod(WorldObject pod, JsonNode state, boolean apart) {
        Div tile = new Div();
        tile.setText(pod.number() > 0 ? String.valueOf(pod.number()) : pod.name());
        tile.addClassNames("world-pod", StateWords.tone(state).css());
        if (apart) {
            tile.addClassName("apart");
        }
        return tile;
    }
}
