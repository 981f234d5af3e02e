package dev.marina.agent.image;

import dev.marina.agent.runtime.ContainerImages;
import dev.marina.linux.image.BuiltinImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Loads the images without which no pod can run where they are missing, so that an engine whose data was lost works again.
public final class BuiltinImages {

    public static final String PAUSE = BuiltinImage.PAUSE.tag();
    private static final Logger LOG = LoggerFactory.getLogger(BuiltinImages.class);

    private final ContainerImages images;

    public BuiltinImages(ContainerImages images) {
        this.images = images;
    }

    /// May be called twice.
    public void ensure() {
        for (BuiltinImage image : BuiltinImage.values()) {
            if (images.find(image.tag()).isEmpty()) {
                load(image);
            }
        }
    }

    private void load(BuiltinImage image) {
        try {
            images.load(new ByteArrayInputStream(image.archive(Map.of())));
            LOG.atInfo().addKeyValue("image", image.tag()).log("image loaded");
        } catch (IOException missing) {
            LOG.atWarn().addKeyValue("image", image.tag()).addKeyValue("why", missing.getMessage()).log("image not built");
        }
    }
}
