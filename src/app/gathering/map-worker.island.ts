/** MapLibre's worker as a file of ours: our policy allows no script made on the fly. */
import 'maplibre-gl/dist/maplibre-gl-worker.mjs';
