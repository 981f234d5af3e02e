package dev.marina.console.find;

import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.UI;
import dev.marina.console.kube.ClusterApi;
import java.util.List;
import java.util.Optional;

/// What the palette knows of the cluster whose pages are open.
///
/// @param pages of its kinds
/// @param sources of its objects' names
public record PaletteCluster(ClusterApi api, List<ObjectIndex.Entry> pages, List<ObjectIndex.Source> sources) {

    /// In a page.
    public void keepIn(UI ui) {
        ComponentUtil.setData(ui, PaletteCluster.class, this);
    }

    /// @param path of the page that is open, without its leading slash
    static Optional<PaletteCluster> in(UI ui, String path) {
        return Optional.ofNullable(ComponentUtil.getData(ui, PaletteCluster.class))
                .filter(one -> (path + "/").startsWith("clusters/%s/%s/".formatted(one.api().tenant(), one.api().cluster())));
    }

    String path() {
        return "/clusters/%s/%s".formatted(api.tenant(), api.cluster());
    }
}
