import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/frame.css";
import "../styles/parts.css";
import "../styles/claim.css";
import "../styles/pages.css";
import "../styles/vocabulary.css";
import "../styles/print.css";

import { offerCopying } from "./copying";
import { filterLive } from "./filtering";
import { offerFolding } from "./folding";

offerCopying(document);
offerFolding(document);
filterLive(document);
