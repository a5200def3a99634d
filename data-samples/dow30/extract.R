# Rscript extract.R FOLDER-OF-THE-UNPACKED-PACKAGE > closes.csv
folder <- file.path(commandArgs(trailingOnly = TRUE)[1], "usr/lib/R/site-library/fBasics/data/Rdata")
data <- new.env()
invisible(lazyLoad(folder, envir = data))
wide <- data$DowJones30
days <- as.character(wide[[1]])
assets <- sort(names(wide)[-1], method = "radix")
stopifnot(!is.unsorted(days), !anyDuplicated(days), !anyNA(wide))
closes <- as.vector(t(as.matrix(wide[, assets])))
stopifnot(all(closes == round(closes, 2)))
cat("date,asset,close\n")
cat(paste0(rep(days, each = length(assets)), ",", rep(assets, length(days)), ",",
           formatC(closes, format = "f", digits = 2), "\n"), sep = "")
