"""The print file: what the mail house prints, one file or parts of it, and the table that maps sheets to members."""

from valuereport.deliver.print.order import postal_key
from valuereport.deliver.print.sheets import Printed, PrintFile
from valuereport.deliver.print.singles import PrintJob
from valuereport.deliver.print.write import Print, write_print_files

__all__ = ["Print", "PrintFile", "PrintJob", "Printed", "postal_key", "write_print_files"]
